// What people look at in a library beside its plain lists: groups, shelves, what they played and liked, what a search
// found, and what belongs to one track (lyrics, waveform).
import { z } from 'zod'
import { PlaylistView } from '../playlist/playlist.ts'
import { TrackId } from '../values/ids.ts'
import { Instant, Millis } from '../values/timeline.ts'
import { Album, Artist, Track } from './library.ts'

export const WAVEFORM_PEAKS = 800

export const Genre = z.object({ genre: z.string(), trackCount: z.int().min(0) })
export type Genre = Readonly<z.infer<typeof Genre>>
export const Year = z.object({ year: z.int(), albumCount: z.int().min(0) })
export type Year = Readonly<z.infer<typeof Year>>

/** The best of each kind; of playlists, those that the caller may see. `similar`: nothing has these words, these come near. */
export const SearchResult = z.object({
  artists: z.array(Artist).readonly(),
  albums: z.array(Album).readonly(),
  tracks: z.array(Track).readonly(),
  genres: z.array(Genre).readonly(),
  years: z.array(Year).readonly(),
  playlists: z.array(PlaylistView).readonly(),
  similar: z.boolean(),
})
export type SearchResult = Readonly<z.infer<typeof SearchResult>>

/** The shelves of the first screen, each short. */
export const LibraryHome = z.object({
  recentlyAdded: z.array(Album).readonly(),
  recentlyPlayed: z.array(Album).readonly(),
  mostPlayed: z.array(Album).readonly(),
  randomAlbums: z.array(Album).readonly(),
  liked: z.array(Track).readonly(),
  genres: z.array(Genre).readonly(),
})
export type LibraryHome = Readonly<z.infer<typeof LibraryHome>>

/** What the caller did with a track. */
export const TrackMark = z.object({
  trackId: TrackId,
  liked: z.boolean(),
  plays: z.int().min(0),
  lastPlayedAt: Instant.nullable(),
})
export type TrackMark = Readonly<z.infer<typeof TrackMark>>

export const TrackDetails = Track.extend({
  liked: z.boolean(),
  plays: z.int().min(0),
  lastPlayedAt: Instant.nullable(),
  /** MusicBrainz ids, where the file carries them. */
  mbTrackId: z.string().nullable(),
  mbAlbumId: z.string().nullable(),
  mbArtistId: z.string().nullable(),
})
export type TrackDetails = Readonly<z.infer<typeof TrackDetails>>

export const LibraryFolderView = z.object({
  folderId: z.string(),
  path: z.string(),
  /** `settings`: given when the hub was started; `owner`: added by the owner, who may take it away again. */
  origin: z.enum(['settings', 'owner']),
  trackCount: z.int().min(0),
})
export type LibraryFolderView = Readonly<z.infer<typeof LibraryFolderView>>

export const LyricsLine = z.object({ atMs: Millis.nullable(), text: z.string() })
export const Lyrics = z.object({
  /** Every line says when it is sung. */
  synced: z.boolean(),
  source: z.enum(['file', 'beside']),
  lines: z.array(LyricsLine).readonly(),
})
export type LyricsLine = Readonly<z.infer<typeof LyricsLine>>
export type Lyrics = Readonly<z.infer<typeof Lyrics>>

/** The loudest moment of each of equal parts of the track, from 0 to 100. */
export const Waveform = z.object({
  peaks: z.array(z.int().min(0).max(100)).readonly(),
  durationMs: Millis,
})
export type Waveform = Readonly<z.infer<typeof Waveform>>
