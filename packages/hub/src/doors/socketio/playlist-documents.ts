// Playlists and tracks as this door's clients know them.
import type {
  Entry,
  PlaylistEntry,
  PlaylistId,
  PlaylistView,
  TagId,
  TrackDetails,
  TrackId,
  TrackSummary,
} from '@baton/protocol'
import { type Document, iso } from './document.ts'

/** What is told of playlists beside what they hold: `lastStarts` are those of whoever is told. */
export interface AboutPlaylists {
  /** The tag that plays each: of several the one that was linked last. */
  readonly tags: ReadonlyMap<PlaylistId, TagId>
  readonly lastStarts: ReadonlyMap<PlaylistId, number>
}

/** How often whoever is told has played each track. */
export type Plays = ReadonlyMap<TrackId, number>

/** `PlaylistLite`: a playlist less its tracks. */
export function playlistHead(
  playlist: PlaylistView,
  seq: number,
  { tags, lastStarts }: AboutPlaylists,
): Document {
  const { playlistId, title, description, trackCount, durationMs, createdAt, updatedAt, revision } = playlist
  const startedAt = lastStarts.get(playlistId)
  return {
    id: playlistId,
    title,
    description,
    type: 'playlist',
    nfc_tag_id: tags.get(playlistId) ?? null,
    track_count: trackCount,
    total_duration_ms: durationMs,
    last_played: startedAt === undefined ? null : iso(startedAt),
    created_at: iso(createdAt),
    updated_at: iso(updatedAt),
    server_seq: seq,
    playlist_seq: revision,
  }
}

/** `Playlist`, with all of its tracks. */
export function playlistDocument(
  { playlist, entries }: { readonly playlist: PlaylistView; readonly entries: readonly PlaylistEntry[] },
  seq: number,
  about: AboutPlaylists,
  plays: Plays,
): Document {
  return {
    ...playlistHead(playlist, seq, about),
    tracks: entries.map((entry, nth) => entryDocument(entry, nth + 1, seq, plays)),
  }
}

/** A track where it stands in a playlist. */
export function entryDocument(entry: PlaylistEntry, number: number, seq: number, plays: Plays): Document {
  return trackDocument(entry, { number, seq, at: entry.addedAt, plays: plays.get(entry.trackId) ?? 0 })
}

/** A track that has just come into the library: where the list that it went into has it last, else as it is on its album. */
export function arrivedTrackDocument(
  track: TrackDetails,
  entries: readonly PlaylistEntry[],
  seq: number,
): Document {
  const nth = entries.findLastIndex(({ trackId }) => trackId === track.trackId)
  const entry = entries[nth]
  const { plays } = track
  return entry
    ? trackDocument(entry, { number: nth + 1, seq, at: entry.addedAt, plays })
    : trackDocument(track, { number: track.trackNo ?? 0, seq, at: track.addedAt, plays })
}

interface Place {
  /** Its number in the list. */
  readonly number: number
  readonly seq: number
  readonly at: number
  readonly plays: number
}

/** `Track`. Where files lie nobody is told: a file's name is made of the title. */
export function trackDocument(
  { trackId, entryId, title, artist, album, durationMs }: TrackSummary & Partial<Pick<Entry, 'entryId'>>,
  { number, seq, at, plays }: Place,
): Document {
  return {
    id: trackId,
    entry_id: entryId,
    title,
    filename: title,
    duration_ms: durationMs ?? 0,
    artist,
    album,
    track_number: number,
    play_count: plays,
    created_at: iso(at),
    server_seq: seq,
  }
}
