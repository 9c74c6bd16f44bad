import type { HouseholdId } from '@baton/protocol'

/**
 * What the workers of one installation share beside the log. The suite `contracts/installation.ts` says what every
 * implementation promises.
 */
export interface Installation {
  /** What all workers agree on under this key: what the first of them offered. */
  agree(key: string, offered: string): Promise<string>
  /**
   * Takes leases, or renews them, all in one statement. Answers with the generation of each that is the holder's now;
   * those that are missing are another's. The generation grows whenever a lease is taken anew, also by the same holder
   * after it had lapsed; the time is the store's own.
   */
  takeLeases(names: readonly string[], holder: string, forMs: number): Promise<ReadonlyMap<string, number>>
  /** Lets the next one take them at once, in one statement. Of a lease that another holds this changes nothing. */
  giveUpLeases(names: readonly string[], holder: string): Promise<void>
  /** Asks whoever works for this household to do it. The same twice is once. */
  requestJob(name: string, householdId: HouseholdId): Promise<void>
  /** Every request for one of these jobs by one of these households, taken by nobody else. */
  takeJobRequests(
    names: readonly string[],
    householdIds: readonly HouseholdId[],
  ): Promise<readonly JobRequest[]>
}

export interface JobRequest {
  readonly name: string
  readonly householdId: HouseholdId
}
