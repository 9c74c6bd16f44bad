import type { HouseholdId } from '@baton/protocol'

/**
 * What the workers of one installation share beside the log. The suite `contracts/installation.ts` says what every
 * implementation promises.
 */
export interface Installation {
  /** What all workers agree on under this key: what the first of them offered. */
  agree(key: string, offered: string): Promise<string>
  /**
   * Takes a lease, or renews it. Null: another holds it. Its generation grows whenever it is taken anew, also by the
   * same holder after it had lapsed; the time is the store's own.
   */
  takeLease(name: string, holder: string, forMs: number): Promise<number | null>
  /** Lets the next one take it at once. Of a lease that another holds this changes nothing. */
  giveUpLease(name: string, holder: string): Promise<void>
  /** Leaves word for the holder of a lease. The same twice is once. */
  leaveErrand(name: string, householdId: HouseholdId): Promise<void>
  /** Every errand of these names that was left, taken by nobody else. */
  takeErrands(names: readonly string[]): Promise<readonly Errand[]>
}

export interface Errand {
  readonly name: string
  readonly householdId: HouseholdId
}
