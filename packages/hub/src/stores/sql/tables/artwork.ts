/** `is_published` 0: its picture is still being written, and nobody sees it. */
export interface PostTable {
  post_id: number
  author_id: string
  household_id: string
  title: string
  description: string
  width: number
  height: number
  frame_count: number
  visibility: string
  promoted: number
  created_at: number
  picture_key: string
  size_bytes: number
  sha256: string
  command_id: string | null
  is_published: number
  deleted_at: number | null
}

export interface PostHashtagTable {
  post_id: number
  /** In which order they were given. */
  nth: number
  hashtag: string
}

export interface PostReactionTable {
  post_id: number
  user_id: string
  emoji: string
  at: number
}

/** Public names of people; whoever was never asked for has none yet. */
export interface UserSqidTable {
  user_id: string
  sqid: string
}

/** At most one row: the last number that was given away, and how often anything has changed. */
export interface ArtworkWallTable {
  id: number
  last_post_id: number
  changes: number
}

export interface ArtworkTables {
  post: PostTable
  post_hashtag: PostHashtagTable
  post_reaction: PostReactionTable
  user_sqid: UserSqidTable
  artwork_wall: ArtworkWallTable
}
