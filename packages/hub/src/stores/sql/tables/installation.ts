/** What all workers of an installation must agree on. The first writer wins. */
export interface InstallationTable {
  key: string
  value: string
}

/** `until` is an instant of the database's own clock; `generation` grows whenever the lease is taken anew. */
export interface LeaseTable {
  name: string
  holder: string
  until: number
  generation: number
}

/** A job that was asked for, and that only the holder of a lease may do. */
export interface JobRequestTable {
  name: string
  household_id: string
}

export interface InstallationTables {
  installation: InstallationTable
  lease: LeaseTable
  errand: JobRequestTable
}
