/** A display that shows its code and waits for somebody. */
export interface DisplayProvisionTable {
  player_key: string
  code: string
  expires_at: number
  network: string
  claim_hash: string | null
  model: string | null
  firmware: string | null
}

/** What a display speaks by; what is known of it stands in its device. */
export interface DisplayTable {
  device_id: string
  household_id: string
  user_id: string
  session_id: string
  /** Empty once its credentials were fetched. */
  network: string
  claim_hash: string | null
  registered_at: number
  /** Null: its credentials were not fetched yet. */
  token_hash: string | null
  /** The token itself, for a broker beside the hub; null: there was none when it was made. */
  sealed_token: string | null
  /** The connection that came last. */
  connection_id: string | null
}

/** A command for a display that is connected to another worker. */
export interface DisplayCommandTable {
  id: string
  player_key: string
  at: number
  /** JSON: what the display is told. */
  message: string
  /** 1: the display's worker has it. */
  taken: number
  /** JSON: what the display said; null: nothing yet. */
  answer: string | null
}

export interface DisplayTables {
  display_provision: DisplayProvisionTable
  display: DisplayTable
  display_command: DisplayCommandTable
}
