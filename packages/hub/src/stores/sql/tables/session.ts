/** The head of a session. `queue_revision` is the revision at which its queue last changed. */
export interface SessionTable {
  id: string
  user_id: string
  household_id: string
  revision: number
  queue_revision: number
  /** JSON: the view. */
  view: string
}

/** Only the order of ranks matters. */
export interface QueueEntryTable {
  session_id: string
  entry_id: string
  rank: number
  status: string
  /** JSON: the track's summary. */
  entry: string
}

/** There while a queue plays in another order than its own. One row, because a shuffle changes all of it. */
export interface QueueOrderTable {
  session_id: string
  /** JSON: the ids of entries. */
  entry_ids: string
}

export interface SessionTables {
  session: SessionTable
  queue_entry: QueueEntryTable
  queue_order: QueueOrderTable
}
