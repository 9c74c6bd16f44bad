import type { ComponentHealth, DeviceView, HealthTransition, HouseholdId } from '@baton/protocol'

/** A component as it was found last: of a worker of the installation, or of a household. */
export interface HealthRow extends ComponentHealth {
  /** Null: it is a worker's. */
  readonly householdId: HouseholdId | null
  /** Null: it is a household's. */
  readonly worker: string | null
  /** When it was last found so. */
  readonly seenAt: number
}

export type RecordedTransition = HealthTransition & Pick<HealthRow, 'householdId'>

export interface HealthHorizon {
  readonly transitionsBefore: number
  readonly keepOfEach: number
  readonly workersBefore: number
}

/** How the parts of an installation are, and were: `contracts/health-records.ts` says what is promised. */
export interface HealthRecords {
  /** Those of all workers, and of these households. */
  present(householdIds: readonly HouseholdId[]): Promise<readonly HealthRow[]>
  /** All of it or nothing. A row takes the place of the one of the same component; a transition that is known changes nothing. */
  write(rows: readonly HealthRow[], transitions: readonly RecordedTransition[]): Promise<void>
  /** Transitions of the workers and of this household, the oldest first; of more than `most` the newest. */
  transitions(householdId: HouseholdId, since: number, most: number): Promise<readonly HealthTransition[]>
  /** What is known of a worker that has ended is known no more; its transitions stay. */
  forget(worker: string): Promise<void>
  /** Forgets older transitions and all but the newest of each component, and workers that were seen last before then. */
  prune(horizon: HealthHorizon): Promise<void>
  /** Everybody's devices, as their rows have them. */
  devices(householdId: HouseholdId): Promise<readonly DeviceView[]>
}
