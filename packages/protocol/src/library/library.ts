import { z } from 'zod'
import { AlbumId, ArtistId } from '../values/ids.ts'
import { Instant, Millis } from '../values/timeline.ts'
import { TrackSummary } from '../values/track-summary.ts'

/** One of several who perform a track together. */
export const TrackArtist = z.object({ artistId: ArtistId, name: z.string() })
export type TrackArtist = Readonly<z.infer<typeof TrackArtist>>

/** How much louder or softer a player should make it, as the file says; null where it does not. */
export const ReplayGain = z.object({
  trackGainDb: z.number().nullable(),
  trackPeak: z.number().nullable(),
  albumGainDb: z.number().nullable(),
  albumPeak: z.number().nullable(),
})
export type ReplayGain = Readonly<z.infer<typeof ReplayGain>>

/** A track as the library shows it. `missing`: its file is not there at present; it keeps its id and its likes. */
export const Track = TrackSummary.extend({
  artistId: ArtistId.nullable(),
  albumArtist: z.string().nullable(),
  discNo: z.int().min(0).nullable(),
  trackNo: z.int().min(0).nullable(),
  year: z.int().nullable(),
  genre: z.string().nullable(),
  codec: z.string(),
  mime: z.string(),
  sizeBytes: z.int().min(0),
  missing: z.boolean(),
  addedAt: Instant,
  /** There only where the file names several artists; the first is `artistId`. */
  artists: z.array(TrackArtist).readonly().optional(),
  /** There only where the file names several genres; the first is `genre`. */
  genres: z.array(z.string()).readonly().optional(),
  /** There only where the file says something of it. */
  replayGain: ReplayGain.optional(),
})
export type Track = Readonly<z.infer<typeof Track>>

export const Album = z.object({
  albumId: AlbumId,
  title: z.string(),
  /** The album's artist; "Various artists" where its tracks do not agree. */
  artist: z.string().nullable(),
  artistId: ArtistId.nullable(),
  year: z.int().nullable(),
  coverId: z.string().nullable(),
  trackCount: z.int().min(0),
  durationMs: Millis,
  addedAt: Instant,
})
export type Album = Readonly<z.infer<typeof Album>>

export const Artist = z.object({
  artistId: ArtistId,
  name: z.string(),
  /** The cover of one of the artist's albums. */
  coverId: z.string().nullable(),
  albumCount: z.int().min(0),
  trackCount: z.int().min(0),
})
export type Artist = Readonly<z.infer<typeof Artist>>

export const AlbumPage = Album.extend({ tracks: z.array(Track).readonly() })
export type AlbumPage = Readonly<z.infer<typeof AlbumPage>>

export const ArtistPage = Artist.extend({
  albums: z.array(Album).readonly(),
  tracks: z.array(Track).readonly(),
})
export type ArtistPage = Readonly<z.infer<typeof ArtistPage>>

export function libraryPage<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() })
}
export const TrackPage = libraryPage(Track)
export const AlbumsPage = libraryPage(Album)
export const ArtistsPage = libraryPage(Artist)

/** One page of a list; `nextCursor` is null on the last one. */
export type Page<Item> = { readonly items: readonly Item[]; readonly nextCursor: string | null }

/** Why a file that looks like music is not in the library, as people read it. */
export const SCAN_PROBLEMS = {
  'file.empty': 'The file is empty.',
  'file.unreadable': 'The hub may not read this file, or the disk failed.',
  'file.not-audio': 'The file does not hold music that the hub can read.',
  'file.format-not-played':
    'Music of this format is not taken in: neither browsers nor the hub play it. Convert it.',
  'file.damaged': 'The file begins like music, but is damaged or cut off.',
  'file.no-duration': 'The hub cannot tell how long this file sounds.',
  'file.name-not-text': 'The name is not valid UTF-8. Rename the file.',
  'file.took-too-long': 'Reading the file took too long or too much memory.',
  'cue.damaged': 'This cue sheet cannot be read: it names no tracks, or they do not follow each other.',
  'cue.file-missing': 'This cue sheet divides a music file that is not beside it.',
  'folder.unreadable': 'The hub may not read this folder.',
  'folder.away':
    'The music folder is away, or suddenly empty. Nothing of it was taken out of the library; it comes back with the folder.',
  'folder.too-deep': 'The folder lies too deep and was not looked at.',
  'link.outside': 'The link leads out of the music folder. Add the place it leads to as a music folder.',
} as const satisfies Record<string, string>
export type ScanProblemCode = keyof typeof SCAN_PROBLEMS
export const ScanProblemCode = z.enum(Object.keys(SCAN_PROBLEMS) as [ScanProblemCode, ...ScanProblemCode[]])

export const ScanProblem = z.object({
  folder: z.string(),
  path: z.string(),
  code: ScanProblemCode,
  message: z.string(),
  seenAt: Instant,
})
export type ScanProblem = Readonly<z.infer<typeof ScanProblem>>

/** `looking` counts files and notices those that are gone; `reading` reads what is new or changed. */
export const ScanPhase = z.enum(['idle', 'looking', 'reading', 'done', 'cancelled', 'failed'])
export type ScanPhase = z.infer<typeof ScanPhase>

export const ScanProgress = z.object({
  phase: ScanPhase,
  /** Music files met so far in this phase. */
  seen: z.int().min(0),
  read: z.int().min(0),
  unchanged: z.int().min(0),
  failed: z.int().min(0),
  /** Known once `looking` is over. */
  total: z.int().min(0).nullable(),
  filesPerSecond: z.number().min(0),
  etaMs: Millis.nullable(),
})
export type ScanProgress = Readonly<z.infer<typeof ScanProgress>>
