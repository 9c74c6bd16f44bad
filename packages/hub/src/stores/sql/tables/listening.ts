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
  at: number
}

export interface ListeningTables {
  liked: LikedTable
  play: PlayTable
}
