import type { HouseholdId, UserId } from '@baton/protocol'

/** What changed for one user, in the words of the reference's message. */
export type RingType = 'timeline' | 'speaker' | 'queue' | 'like' | 'options'

/** "Look": the log of a household has grown to `seq`. Carries no truth; a lost ring only costs time. */
export interface Ring {
  readonly householdId: HouseholdId
  readonly seq: number
  /** For outside subscribers: one for each session that the command touched. */
  readonly users: readonly {
    readonly userId: UserId
    readonly rev: number
    readonly type: RingType
    readonly ts: number
  }[]
}

/** The wake-up between workers. It may lose, double, delay and reorder rings; the log heals all of that. */
export interface Bell {
  /** Never throws and never waits for an answer. Called once per committed command that made events. */
  ring(ring: Ring): void
  /** Every ring of every worker, this one's own included. The returned function stops listening. */
  listen(onRing: (ring: Ring) => void): () => void
  close(): Promise<void>
}
