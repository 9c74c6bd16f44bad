export interface QuietHoursTable {
  household_id: string
  revision: number
  /** JSON: time zone and spans of the household. */
  state: string
}

export interface QuietHoursTables {
  quiet_hours: QuietHoursTable
}
