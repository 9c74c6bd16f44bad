import type { HouseholdId } from '@baton/protocol'
import type { BoxOfHousehold } from '#engine'

export interface BoxStore {
  /** Those that were not removed, the oldest first. */
  boxesOf(householdId: HouseholdId): Promise<readonly BoxOfHousehold[]>
}
