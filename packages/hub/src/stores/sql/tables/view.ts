/** One for each display that was ever heard of: whoever judges its events holds this row. */
export interface ViewDisplayTable {
  player_key: string
  unsynced_post_id: number | null
  unsynced_at: number | null
}

/** What stays of an accepted event, for as long as it may be sent again. */
export interface ViewMarkTable {
  player_key: string
  recorded_at: number
  post_id: number
  /** As the display said; null: it had no clock. Of one display and artwork no instant stands here twice. */
  stamp: number | null
}

/** An accepted event until it is in the figures. */
export interface ViewEventTable {
  author_id: string
  post_id: number
  recorded_at: number
  player_key: string
  intent: string
  channel: string
  context: string | null
  is_public: number
}

/** Whose view of an artwork is in the public counter of a day. */
export interface ViewPublicTable {
  day: number
  post_id: number
  owner_id: string
}

/** Which displays are in the figures of a day. */
export interface ViewSeenTable {
  day: number
  author_id: string
  post_id: number
  player_key: string
}

/** `post_id` 0: all artworks of the author. */
export interface ViewDayTable {
  author_id: string
  post_id: number
  day: number
  views: number
  impressions: number
  public_views: number
  unique_displays: number
  /** JSON: for each of 24 hours the views, the impressions and the public views. */
  by_hour: string
  /** JSON: channel, context, views and impressions of each. */
  by_channel: string
}

export interface ViewTotalTable {
  author_id: string
  post_id: number
  views: number
  impressions: number
  public_views: number
  /** A sketch: it counts displays and does not have them. */
  displays: string
}

/** At `finished_at` what was accepted before `through` was in the figures. 0: whoever rolls up holds this row. */
export interface ViewRoundTable {
  finished_at: number
  through: number
}

export interface ViewTables {
  view_display: ViewDisplayTable
  view_mark: ViewMarkTable
  view_event: ViewEventTable
  view_public: ViewPublicTable
  view_seen: ViewSeenTable
  view_day: ViewDayTable
  view_total: ViewTotalTable
  view_round: ViewRoundTable
}
