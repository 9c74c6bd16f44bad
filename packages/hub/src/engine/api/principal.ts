import {
  BatonError,
  type DeviceId,
  type HouseholdId,
  type Limits,
  type Role,
  type Scope,
  type SessionId,
  type UserId,
} from '@baton/protocol'

export const NO_LIMITS: Limits = { maxVolume: null, mayAddDevices: true }

/** Who is asking, as the credential says. A door never fills this in from a header or a body. */
export interface Principal {
  readonly householdId: HouseholdId
  readonly userId: UserId
  readonly username: string
  readonly sessionId: SessionId
  readonly roles: readonly Role[]
  readonly limits: Limits
  /** Null: everything that the user may do. */
  readonly scopes: readonly Scope[] | null
  /** The sign-in behind this request; revoking it ends its streams. */
  readonly credentialId: string
  /** The device that the credential is bound to, once it has registered. */
  readonly deviceId: DeviceId | null
}

/** For doors: may this credential be used for what needs that scope? Without a scope it takes a full sign-in. */
export function isWithinScope({ scopes }: Pick<Principal, 'scopes'>, needed: Scope | null): boolean {
  return scopes === null || (needed !== null && scopes.includes(needed))
}

/** The same for whoever goes on only then: throws `auth.scope`. */
export function mustBeWithin(principal: Principal, needed: Scope): Principal {
  if (!isWithinScope(principal, needed)) throw new BatonError('auth.scope')
  return principal
}

/** Playlists of the household, other people's things, folders: what a listener only looks at. */
export function mayChangeHousehold({ roles }: Pick<Principal, 'roles'>): boolean {
  return !roles.includes('listener')
}
