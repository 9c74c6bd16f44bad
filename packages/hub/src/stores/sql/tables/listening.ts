import type { Generated } from 'kysely'

export interface LikedTable {
  user_id: string
  track_id: string
  at: number
}

export interface PlayTable {
  household_id: string
  user_id: string
  track_id: string
  device_id: string | null
  /** By the clock of the machine. */
  at: number
  /** The number of the log at which it was counted; 0 on rows of older hubs. */
  seq: Generated<number>
}

/** When somebody began a playlist last, by the clock of the machine. */
export interface PlaylistStartTable {
  user_id: string
  playlist_id: string
  at: number
}

export interface ListeningTables {
  liked: LikedTable
  play: PlayTable
  playlist_start: PlaylistStartTable
}
