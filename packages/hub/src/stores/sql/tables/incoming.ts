/** The columns beside the state are there to be found by. */
export interface IncomingTable {
  id: string
  household_id: string
  owner_id: string
  is_private: number
  /** 1 as long as it is on its way. */
  is_open: number
  expires_at: number
  revision: number
  /** JSON: the view, and where its file is put. */
  state: string
}

export interface IncomingTables {
  upload: IncomingTable
  download: IncomingTable
}
