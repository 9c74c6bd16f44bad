import type {
  CommandId,
  PlaylistExportFormat,
  PlaylistId,
  PlaylistVisibility,
  SmartRules,
  TrackId,
} from '@baton/protocol'
import type { Executed } from './executed.ts'
import type { Principal } from './principal.ts'

/** Playlists as files of other programs. docs/protocol/playlist-files.md. What is refused is thrown, with a code. */
export interface PlaylistFiles {
  /** What a list holds, and what of it the library has. Changes nothing. Takes the scope `library`. */
  read(principal: Principal, file: ListFile): Promise<ListReading>
  /** A new playlist of what the library has, or that follows the rules in the file. Throws `playlist.nothing-found` where that is nothing. */
  import(
    principal: Principal,
    file: ListFile & ImportAs,
    commandId?: CommandId,
  ): Promise<{ readonly executed: Executed; readonly reading: ListReading }>
  /** As `nsp` its rules: throws `playlist.no-rules` where it has none. */
  export(principal: Principal, playlistId: PlaylistId, format: PlaylistExportFormat): Promise<ExportedList>
}

export interface ListFile {
  readonly filename: string
  readonly bytes: Uint8Array
}

export interface ImportAs {
  /** Missing: as the list is called, else as its file is. */
  readonly title?: string | undefined
  readonly description?: string | undefined
  readonly visibility?: PlaylistVisibility | undefined
}

export interface ListReading {
  readonly title: string
  /** Missing: the file says nothing of it. */
  readonly description?: string
  readonly total: number
  /** Those that were found, in the order of the list. */
  readonly trackIds: readonly TrackId[]
  readonly missing: readonly MissingOfList[]
  /** The file has rules, and these tracks are what follows from them now. */
  readonly rules?: SmartRules
}

export interface MissingOfList {
  /** Its place in the list, which begins with 1. */
  readonly number: number
  readonly text: string
  readonly reason: 'not-found' | 'ambiguous'
}

export interface ExportedList {
  readonly filename: string
  readonly bytes: Uint8Array
}
