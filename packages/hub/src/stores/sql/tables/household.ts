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
  /** A user's id, `household`, `device:` with a device's id, or `installation`. */
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

export interface DueTable {
  household_id: string
  key: string
  at: number
  /** JSON: what the engine wants to be told. */
  command: string
}

export interface HouseholdTables {
  household: HouseholdTable
  event: EventTable
  receipt: ReceiptTable
  due: DueTable
}
