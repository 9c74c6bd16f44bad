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
  /** Of an agent that the hub calls: the address that its name stood for; null for every other device. */
  agent_address: string | null
  agent_registered_at: number | null
  agent_reported_at: number | null
  /** 1 while others may see it, because they play on it, did, or its former session waits for its silence. */
  shared: number
  /** JSON: whose session it follows, where that is not its owner's. */
  lending: string | null
}

export interface DeviceHistoryTable {
  household_id: string
  device_id: string
  /** Grows from record to record of the device. */
  n: number
  at: number
  /** JSON: what happened, less its number, its parent and its instant. */
  record: string
}

export interface DeviceTables {
  device: DeviceTable
  device_history: DeviceHistoryTable
}
