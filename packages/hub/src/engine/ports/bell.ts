import type { Beacon, HouseholdId, Room, UserId } from '@baton/protocol'

/** "Look": the log of a household has grown to `seq`. Carries no truth; a lost ring only costs time. */
export interface Ring {
  readonly householdId: HouseholdId
  readonly seq: number
  /** For outside subscribers: one for each session that the command touched. */
  readonly users: readonly {
    readonly userId: UserId
    readonly rev: number
    /** What changed, in a word of the reference's message. */
    readonly type: string
    readonly ts: number
  }[]
}

/** What one worker has to say to the followers of all of them: latest wins, and no truth either. */
export interface PassedBeacon {
  readonly householdId: HouseholdId
  readonly room: Room
  readonly beacon: Beacon
  /** Who may hear it. */
  readonly audience: 'household' | UserId
}

/** The wake-up between workers. It may lose, double, delay and reorder rings; the log heals all of that. */
export interface Bell {
  /** Never throws and never waits for an answer. Called once per committed command that made events. */
  ring(ring: Ring): void
  /**
   * Every ring of every worker, this one's own included. `onGap`: rings may have been lost until now, so that whoever
   * listens looks by itself. The returned function stops listening.
   */
  listen(onRing: (ring: Ring) => void, onGap?: () => void): () => void
  /** For the other workers: this one has told its own followers. Never throws and never waits. */
  pass(beacon: PassedBeacon): void
  /** What other workers passed. The returned function stops listening. */
  onPassed(listener: (beacon: PassedBeacon) => void): () => void
  close(): Promise<void>
}
