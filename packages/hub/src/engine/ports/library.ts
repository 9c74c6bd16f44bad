import type { Readable } from 'node:stream'
import type {
  CoverId,
  HouseholdId,
  LibraryFolderView,
  Lyrics,
  PlaylistId,
  ReplayGain,
  ScanProblemCode,
  Track,
  TrackId,
  UserId,
  Waveform,
} from '@baton/protocol'
import type { LibraryReads } from './library-reads.ts'

/**
 * The household's music as rows. docs/protocol/library.md says what every implementation promises. Lists come in a stable
 * order and page by opaque cursors; what is missing is left out of lists, but still answers to its id.
 */
export interface LibraryStore extends LibraryReads, LibraryWrites {
  /** Adds the folder, or finds it if it is there already; then it is of this origin. */
  addFolder(householdId: HouseholdId, path: string, origin?: FolderOrigin): Promise<LibraryFolder>
  /** Without those that were left. */
  folders(householdId: HouseholdId): Promise<readonly LibraryFolder[]>
  /** Where the folder lay when it was last read whole, as `keepPlace` was told; null: nobody knows. */
  placeKept(householdId: HouseholdId, folderId: string): Promise<string | null>
  keepPlace(householdId: HouseholdId, folderId: string, place: string | null): Promise<void>
  /** Below other music folders, where files lie as they lay in this one: at most some tens, absolute. */
  copiedFolders(householdId: HouseholdId, folderId: string): Promise<readonly string[]>

  track(householdId: HouseholdId, trackId: TrackId): Promise<Track | null>
  /** How often the viewer has played it. */
  plays(viewer: UserId, trackId: TrackId): Promise<number>
  /** When the viewer began which playlist last; those that were never begun are left out. */
  playlistStarts(viewer: UserId): Promise<ReadonlyMap<PlaylistId, number>>
  /** Which content the track has, wherever it lies: for what is kept about it. */
  content(householdId: HouseholdId, trackId: TrackId): Promise<TrackContent | null>
  /** The track whose file lies there now. */
  trackAt(householdId: HouseholdId, folderId: string, path: string): Promise<TrackId | null>
  /** Tracks that are there and whose files have this size: at most some tens. */
  ofSize(householdId: HouseholdId, sizeBytes: number): Promise<readonly TrackContent[]>
  /** What the files of the folder's tracks take, all together. */
  folderBytes(householdId: HouseholdId, folderId: string): Promise<number>
  /** Where the track's file lies: for the hub's own eyes. */
  file(householdId: HouseholdId, trackId: TrackId): Promise<TrackFileRow | null>
  /** Does this picture belong to the household? */
  cover(householdId: HouseholdId, coverId: string): Promise<CoverRow | null>
  /** A picture that was put in, as it was kept. */
  picture(householdId: HouseholdId, coverId: string): Promise<Uint8Array | null>
  /**
   * Of pictures that stand for nothing the last 20 stay: answers with those that went and are nobody's any more. Null: 500
   * stand for playlists already, and it is not kept.
   */
  keepPicture(householdId: HouseholdId, picture: KeptPicture): Promise<readonly string[] | null>
}

/** Everything that writes many rows. It does not run in the thread that serves requests either. */
export interface LibraryWrites {
  /** Takes one batch, all or nothing. A file whose content was known under a path that is gone keeps its track id. */
  ingest(householdId: HouseholdId, folderId: string, batch: ScanBatch): Promise<Ingested>
  /** These files are gone (or there again). Tracks keep their rows. Answers with how many tracks changed. */
  markMissing(householdId: HouseholdId, folderId: string, paths: readonly string[]): Promise<number>
  markPresent(householdId: HouseholdId, folderId: string, paths: readonly string[]): Promise<number>
  /**
   * A missing track of this folder goes on where an equal file lies, if that is a copy that was made of it and nobody has
   * used yet; so it does where one that came later sounds alike and has other tags, if it is the only one. `everything`:
   * certainly none of the folder's files is there any more, though they are not marked; then only copies count that came
   * later, in folders that are not away. Answers with how many tracks did.
   */
  followCopies(householdId: HouseholdId, folderId: string, gone?: 'marked' | 'everything'): Promise<number>
  /** The folder's tracks are missing from now on, and come back with it. */
  leaveFolder(householdId: HouseholdId, folderId: string): Promise<void>
  /** Forgets the folder with all that came from it. */
  removeFolder(householdId: HouseholdId, folderId: string): Promise<void>
}

export type FolderOrigin = 'settings' | 'owner'

export interface LibraryFolder {
  readonly folderId: string
  /** Absolute. */
  readonly path: string
  readonly origin: FolderOrigin
}

export interface ScannedFile {
  readonly path: string
  readonly sizeBytes: number
  readonly mtimeMs: number
}

/** What the reader found in one file. Texts may be anything that was in the file: the store trims and bounds them. */
export interface ScannedTrack extends ScannedFile {
  /** Of a few samples of the content: equal for equal files, wherever they lie. */
  readonly sampleHash: string
  /** Of the sound alone, without tags: equal where only they have changed. */
  readonly soundHash?: string | null
  readonly ctimeMs?: number | null
  readonly title: string | null
  readonly artist: string | null
  readonly album: string | null
  readonly albumArtist: string | null
  /** Those that the file names one by one. */
  readonly albumArtists?: readonly string[]
  readonly discNo: number | null
  readonly trackNo: number | null
  readonly year: number | null
  readonly genre: string | null
  /** There only where there are several; the first is `genre`. */
  readonly genres?: readonly string[]
  readonly durationMs: number
  readonly codec: string
  readonly mime: string
  readonly cover: CoverRow | null
  /** All who perform it, where the file names several; the first is `artist`. */
  readonly artists?: readonly string[]
  readonly replayGain?: ReplayGain | null
  readonly musicBrainz?: MusicBrainzIds | null
  /** Of what lies beside it and belongs to it: the picture, and the cue sheet that divides it. */
  readonly besideStamp?: string | null
  /** There only where it is a part of the file at `path`. All parts of a file come in one batch. */
  readonly part?: FilePart
}

/** One of the tracks that a cue sheet names in a file. */
export interface FilePart {
  /** From 1 to 99, once in a file. */
  readonly number: number
  /** Where it begins and ends, in 75ths of a second. */
  readonly startFrame: number
  /** Null: with the file. */
  readonly endFrame: number | null
}

export interface MusicBrainzIds {
  readonly trackId: string | null
  readonly albumId: string | null
  readonly artistId: string | null
  /** In the order of the artists, where the file has one for each. */
  readonly artistIds?: readonly string[]
  readonly albumArtistIds?: readonly string[]
}

export interface ScannedProblem extends ScannedFile {
  readonly code: ScanProblemCode
}

export interface ScanBatch {
  readonly tracks: readonly ScannedTrack[]
  readonly problems: readonly ScannedProblem[]
}

/** `moved` tracks changed their place only; they are not among the `changed`. */
export interface Ingested {
  readonly added: number
  readonly changed: number
  readonly moved: number
  readonly failed: number
}

export interface TrackFileRow {
  readonly trackId: TrackId
  readonly folderPath: string
  readonly path: string
  readonly mime: string
  readonly missing: boolean
}

export interface TrackContent extends TrackFileRow {
  readonly sampleHash: string
  readonly sizeBytes: number
  readonly durationMs: number
  readonly codec: string
  /** Null: the track is the whole file. */
  readonly part: Omit<FilePart, 'number'> | null
}

/** `coverId` names the content: the same picture has the same id everywhere. */
export interface CoverRow {
  readonly coverId: string
  readonly mime: string
  readonly sizeBytes: number
}

/** A picture as it is kept where somebody puts it in: small, and with nothing in it but what is seen. */
export interface DrawnCover {
  readonly coverId: CoverId
  readonly bytes: Uint8Array
}

export interface KeptPicture extends DrawnCover {
  /** Where the clock was set back, the next instant behind the newest one counts. */
  readonly keptAt: number
}

export type CoverSize = 96 | 320 | 800

/** Pictures by content. The bytes are kept once, whoever refers to them. */
export interface CoverFiles {
  /** Keeps a picture; null when it is none, or larger than the hub is willing to look at. */
  put(bytes: Uint8Array): Promise<CoverRow | null>
  /**
   * The picture drawn anew, and kept nowhere; null when it is none, or not whole. One is drawn at a time, and few wait, of
   * one household fewer still: more are `hub.busy`. `picture` is called when its turn has come.
   */
  drawnAnew(householdId: HouseholdId, picture: () => Uint8Array): Promise<DrawnCover | null>
  /** The picture, re-encoded to fit a square of `size` pixels; null when it is not kept here. */
  image(coverId: string, size: CoverSize): Promise<CoverImage | null>
  /** Removes these pictures and what was drawn of them. */
  forget(coverIds: readonly string[]): Promise<void>
}

export interface CoverImage {
  readonly bytes: Uint8Array
  readonly mime: string
  /** Strong, quoted. */
  readonly etag: string
}

/** Small files that the hub keeps for itself, below its data folder. */
export interface KeptFiles {
  has(name: string): Promise<boolean>
  /** Null when it is not there. */
  read(name: string): Promise<Uint8Array | null>
  /** Whoever reads meanwhile sees the whole file or none. */
  write(name: string, bytes: Uint8Array): Promise<void>
  /** Of what is not there, too. */
  remove(name: string): Promise<void>
}

/** Opens the audio of tracks. Names never become paths: the path comes from the library's row alone. */
export interface TrackFiles {
  /** Null when the file is not there, is no ordinary file, or lies outside its folder. */
  open(place: Pick<TrackFileRow, 'folderPath' | 'path' | 'mime'>): Promise<OpenTrackFile | null>
}

/** One open file: what is read is what was measured, also when the name is given to another file meanwhile. */
export interface OpenTrackFile extends AsyncDisposable {
  readonly sizeBytes: number
  readonly mtimeMs: number
  /** Strong, quoted. */
  readonly etag: string
  readonly mime: string
  /** The bytes from `start` to `end`, both included. Several may be read at once. */
  read(start: number, end: number): Readable
  /** The same at once and in memory: for parts of some ten thousand bytes, which cost less so. */
  readAtOnce(start: number, end: number): Promise<Uint8Array>
  /** Ends what is still being read. Closing twice is allowed. */
  close(): Promise<void>
}

/** The music folders of each household. */
export interface FolderWork {
  folders(householdId: HouseholdId): Promise<readonly LibraryFolderView[]>
  /** Refuses with a code. What is in the folder is read at once. */
  addFolder(householdId: HouseholdId, path: string): Promise<LibraryFolderView>
  removeFolder(householdId: HouseholdId, folderId: string): Promise<void>
}

/** The words of a track: those in its file, or in a text of the same name beside it. */
export interface TrackLyrics {
  /** Null when it has none. */
  of(content: TrackContent): Promise<Lyrics | null>
}

/** What the hub makes of a track for a device that cannot decode it as it is. */
export type TranscodeTarget = 'flac' | 'opus' | 'mp3'

export interface Transcodes {
  /**
   * The whole sound from `startMs` on, in another format, once all of it is made: then its length is known and any part
   * of it can be read. Made once and kept for a while, whoever asks. Null while the track's own file is not there.
   * Rejects with `media.no-transcoder`, `media.cannot-decode`, `media.preparing` or `hub.busy`, and where nobody waits
   * any more.
   */
  open(wanted: WantedTranscode, signal: AbortSignal): Promise<OpenTrackFile | null>
}

export interface WantedTranscode {
  readonly householdId: HouseholdId
  readonly content: TrackContent
  readonly target: TranscodeTarget
  readonly startMs: number
}

/** What a seek bar draws of a track. */
export interface TrackWaveforms {
  /** Drawn when it is first asked for, and kept. Throws `library.no-waveform` with the reason. */
  of(content: TrackContent): Promise<Waveform>
}
