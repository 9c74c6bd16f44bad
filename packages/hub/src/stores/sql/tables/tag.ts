/** The columns beside the view are there to be found by. */
export interface TagTable {
  id: string
  household_id: string
  revision: number
  /** JSON. */
  view: string
}

/** What is being done with the tags of a household. */
export interface TagActivityTable {
  household_id: string
  revision: number
  /** JSON. */
  state: string
}

export interface TagTables {
  tag: TagTable
  tag_activity: TagActivityTable
}
