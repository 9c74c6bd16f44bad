import type { DeviceId, HouseholdId, SessionId, UserId } from '@baton/protocol'

export type Role = 'owner' | 'member'

/** Who is asking, as the credential says. A door never fills this in from a header or a body. */
export interface Principal {
  readonly householdId: HouseholdId
  readonly userId: UserId
  readonly username: string
  readonly sessionId: SessionId
  readonly roles: readonly Role[]
  /** The sign-in behind this request; revoking it ends its streams. */
  readonly credentialId: string
  /** The device that the credential is bound to, once it has registered. */
  readonly deviceId: DeviceId | null
}
