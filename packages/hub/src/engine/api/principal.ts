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

/** A box of the household, as its people may act in its session: BX10. */
export interface BoxOfHousehold {
  readonly userId: UserId
  readonly sessionId: SessionId
  /** Null: it has not registered yet. */
  readonly deviceId: DeviceId | null
}

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
  /** Asks as the loudspeaker that its device is, where that is a browser: SD17. */
  readonly asSpeaker?: true
  /** No person: a box, that acts in its own session. */
  readonly isBox?: true
  /** Of a person: the boxes of the household. Missing: none. */
  readonly boxes?: readonly BoxOfHousehold[]
  /** Of a device that is the speaker of another's session: that session. Known while it follows. */
  readonly lentTo?: Pick<BoxOfHousehold, 'userId' | 'sessionId'>
}

/**
 * Who acts in the session of that name: oneself in one's own, which its user names too, a box of the household in its own.
 * Null: it is as if there were no such session.
 */
export function actorIn(
  { userId, sessionId, boxes }: Pick<Principal, 'userId' | 'sessionId' | 'boxes'>,
  id: string,
): Pick<Principal, 'userId' | 'sessionId'> | null {
  if (id === sessionId || id === userId) return { userId, sessionId }
  return boxes?.find((box) => box.sessionId === id || box.userId === id) ?? null
}

/**
 * Whose session or device a command is about. Where it is nobody's that this principal may act for, its own, which
 * refuses what it does not know.
 */
export function subjectOf(
  principal: Principal,
  command: { readonly type: string },
): Pick<Principal, 'userId' | 'sessionId'> {
  const { type, sessionId, deviceId } = command as Named
  const isOfDevice = type === 'device.update' || type === 'device.lift-quiet-hours'
  const isAbout = (box: BoxOfHousehold) =>
    sessionId === undefined
      ? isOfDevice && box.deviceId === deviceId && mayChangeHousehold(principal)
      : box.sessionId === sessionId
  return principal.boxes?.find(isAbout) ?? principal
}

type Named = { readonly type: string; readonly sessionId?: SessionId; readonly deviceId?: DeviceId }

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
