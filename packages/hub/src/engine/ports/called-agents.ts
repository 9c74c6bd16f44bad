import type { DeviceId, DeviceView, HouseholdId, SessionId, UserId } from '@baton/protocol'

/** An agent that the hub calls, with what its worker has to know to act for it. */
export interface CalledAgentRow {
  readonly householdId: HouseholdId
  readonly userId: UserId
  readonly sessionId: SessionId
  readonly view: DeviceView
  /** Of its host, as it was when the agent was added. */
  readonly address: string
  readonly registeredAt: number | null
  readonly reportedAt: number | null
  /** When a browser or program of its owner was heard of last; null: never. */
  readonly presenceAt: number | null
}

/** When an agent registered and reported; null: it is not registered, or has not reported since. */
export interface AgentTimes {
  readonly householdId: HouseholdId
  readonly deviceId: DeviceId
  readonly registeredAt: number | null
  readonly reportedAt: number | null
}

/** Agents that the hub calls, as the store has them. */
export interface CalledAgents {
  /** Those of every household, read without a lock; of one household, where it is named. */
  all(householdId?: HouseholdId): Promise<readonly CalledAgentRow[]>
  /** Ingest: takes no number and makes no event. A device that is gone is passed over. */
  note(times: readonly AgentTimes[]): Promise<void>
}
