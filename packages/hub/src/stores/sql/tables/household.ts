/** The tenant and the owner of one log. `seq` is its last number; what is at or below `floor` is gone from the log. */
export interface HouseholdTable {
  id: string
  name: string
  epoch: string
  seq: number
  floor: number
  last_instant: number
  /** JSON: the summary that the last `library.changed` told. */
  library: string
}

export interface EventTable {
  household_id: string
  seq: number
  room: string
  /** A user's id, or `household`. */
  audience: string
  type: string
  revision: number
  at: number
  command_id: string | null
  /** JSON: the event. */
  body: string
}

export interface ReceiptTable {
  principal: string
  command_id: string
  body_hash: string
  /** JSON: the receipt. */
  receipt: string
  at: number
}

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

export interface DeviceTable {
  id: string
  household_id: string
  owner_id: string
  revision: number
  /** 1 if the last event said that it is there. */
  online: number
  /** JSON: the view. */
  view: string
  present_until: number
  heard_at: number
  report_n: number
  /** JSON: where it last said that it was. */
  confirmed: string | null
}

export interface DueTable {
  household_id: string
  key: string
  at: number
  /** JSON: what the engine wants to be told. */
  command: string
}

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

export interface CoreTables {
  household: HouseholdTable
  event: EventTable
  receipt: ReceiptTable
  session: SessionTable
  queue_entry: QueueEntryTable
  queue_order: QueueOrderTable
  device: DeviceTable
  due: DueTable
  liked: LikedTable
  play: PlayTable
}
