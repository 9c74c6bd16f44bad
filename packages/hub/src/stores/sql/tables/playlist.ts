import type { Generated } from 'kysely'

/** The head of a playlist. The columns beside the view are there to be found by. */
export interface PlaylistTable {
  id: string
  household_id: string
  owner_id: string
  /** `private` or `household`. */
  visibility: string
  revision: number
  deleted_at: number | null
  /** Where it follows a list: the music folder in which that lies. */
  file_folder: string | null
  /** 1: it is a smart one. */
  by_rules: Generated<number>
  /** JSON: the view. */
  view: string
}

/** Only the order of ranks matters. */
export interface PlaylistEntryTable {
  playlist_id: string
  entry_id: string
  rank: number
  track_id: string
  /** JSON: the entry, less its id. */
  entry: string
}

export interface PlaylistTables {
  playlist: PlaylistTable
  playlist_entry: PlaylistEntryTable
}
