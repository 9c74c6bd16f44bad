import type { HouseholdId, Limits, Role, SessionId, UserId } from '@baton/protocol'

/** A person who may sign in, or a box. The password is kept only as its argon2id hash; empty: there is none. */
export interface User {
  readonly userId: UserId
  readonly householdId: HouseholdId
  readonly sessionId: SessionId
  readonly username: string
  readonly roles: readonly Role[]
  readonly limits: Limits
  readonly passwordHash: string
  readonly createdAt: number
  /** No person: a box of the household, with a session of its own. Nobody can sign in as it. */
  readonly isBox?: true
}
