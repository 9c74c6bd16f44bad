import type { DeviceId, HouseholdId, SessionId, UserId } from '@baton/protocol'

/** An owner runs the household, a member uses all of it, a listener plays music and changes nothing that is shared. */
export const ROLES = ['owner', 'member', 'listener'] as const
export type Role = (typeof ROLES)[number]

/** What a key may be used for: to look, to play, to change lists and likes, to run the household. */
export const SCOPES = ['read', 'control', 'library', 'admin'] as const
export type Scope = (typeof SCOPES)[number]

/** What an owner may hold a listener to. Nobody else has limits. */
export interface Limits {
  /** How loud it may be, 0 to 100; null: as loud as it gets. */
  readonly maxVolume: number | null
  /** False: only the devices that are there already, or the very first one. */
  readonly mayAddDevices: boolean
}

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

/** Playlists of the household, other people's things, folders: what a listener only looks at. */
export function mayChangeHousehold({ roles }: Pick<Principal, 'roles'>): boolean {
  return !roles.includes('listener')
}
