/** A component as it was found last. Of the two names the one that it does not have is empty. */
export interface HealthStateTable {
  household_id: string
  worker: string
  component: string
  status: string
  code: string
  /** JSON. */
  figures: string
  since: number
  seen_at: number
}

/** From this instant on a component was like this. `was` null: nobody had looked before. */
export interface HealthTransitionTable {
  household_id: string
  worker: string
  component: string
  at: number
  status: string
  code: string
  was: string | null
}

export interface HealthTables {
  health_state: HealthStateTable
  health_transition: HealthTransitionTable
}
