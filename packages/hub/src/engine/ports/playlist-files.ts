import type { PlaylistFileFormat } from '@baton/protocol'

export type ListFormat = PlaylistFileFormat

/** A list as a file has it. Nothing of it is believed: paths are compared with those of the library and never opened. */
export interface ReadList {
  readonly title: string | null
  readonly tracks: readonly ListedTrack[]
}

export interface ListedTrack {
  /** How people would call it: what the list says of it, else where it lies. */
  readonly text: string
  /** Where it lies: folders and file name, in each way in which the list can be read. Empty where it says nothing of that. */
  readonly paths: readonly (readonly string[])[]
  /** Whose it is, in each way in which the list can be read. */
  readonly names: readonly ListedName[]
  readonly album: string | null
  readonly durationMs: number | null
  /** Of MusicBrainz, in small letters. */
  readonly recordingIds: readonly string[]
}

export interface ListedName {
  readonly artist: string | null
  readonly title: string
}

/** What is written of a track into a list. */
export interface WrittenTrack {
  readonly title: string
  readonly artist: string | null
  readonly album: string | null
  readonly durationMs: number | null
  /** Below its music folder; null where nobody knows its file any more. */
  readonly path: string | null
  readonly recordingId: string | null
}

export interface WrittenList {
  readonly title: string
  readonly description: string
  readonly tracks: readonly WrittenTrack[]
}

export interface ListFormats {
  /**
   * The content decides on the format. `place`: the folders in which the list lies, from the outermost on, where that is
   * known. Throws `playlist.file-unreadable` with the reason, and `playlist.full` for more tracks than a playlist holds.
   */
  read(bytes: Uint8Array, place?: readonly string[]): Promise<ReadList>
  write(format: ListFormat, list: WrittenList): Promise<Uint8Array>
}
