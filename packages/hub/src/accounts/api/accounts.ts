import type {
  DeviceId,
  HouseholdId,
  Limits,
  Link,
  Role,
  Scope,
  SessionId,
  SignIn,
  UserId,
} from '@baton/protocol'
import type { DeviceBindings, Principal } from '#engine'
import type { AuditDetails, AuditEntry, AuditKind } from '../ports/audit.ts'
import type { ClientKind } from '../ports/device-codes.ts'
import type { LinkedIdentity } from '../ports/members.ts'
import type { User } from '../ports/user.ts'

export interface Login {
  readonly username: string
  readonly password: string
}

/** Where somebody comes in from. */
export interface Arrival {
  /** What the client calls itself. */
  readonly name?: string | null
  /** The token of a browser that this user signed in with before: see rule A17. */
  readonly known?: string | undefined
}

export interface Tokens {
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresInMs: number
  readonly scopes: readonly Scope[] | null
}

export interface CookieSignIn {
  readonly principal: Principal
  readonly secret: string
  readonly expiresAt: number
  /** For the browser to keep when it has signed out too. */
  readonly known: string
}

/** Everything throws BatonError for what it refuses. */
export interface Accounts extends DeviceBindings, AsyncDisposable {
  needsOwner(): Promise<boolean>
  /** Told every household that there is, and then each one when its owner is created. */
  eachHousehold(listener: (householdId: HouseholdId) => void): Promise<void>
  /** A new one-time code for the set-up link, which ends every former one; null once there is an owner. */
  newSetupCode(): Promise<string | null>
  createOwner(login: Login, code: string): Promise<CookieSignIn>
  /** For a first start without a browser. False: there is an owner already, and nothing was changed. */
  createFirstOwner(login: Login): Promise<boolean>
  createMember(owner: Principal, login: Login, role?: Role): Promise<User>
  members(principal: Principal): Promise<readonly User[]>

  signIn(login: Login, address: string, arrival?: Arrival): Promise<CookieSignIn>
  passwordGrant(login: Login, address: string, arrival?: Arrival): Promise<Tokens>
  /** Tells browsers apart that this user signed in with before; null: not one of them. */
  knownMark(username: string, token: string | undefined): string | null
  refreshGrant(refreshToken: string): Promise<Tokens>
  /** Null for what is unknown, expired, revoked, or not meant for this use. */
  authenticate(kind: 'bearer' | 'cookie', secret: string): Promise<Principal | null>
  /** Signs out whom this secret belongs to, whichever of the sign-in's secrets it is. An unknown one is no error. */
  revoke(secret: string): Promise<void>
  /** Ends the sign-in, and the right to sound of the device behind it. */
  signOut(principal: Principal): Promise<void>
  /** Told the `credentialId` of each sign-in that ended, at once or within seconds if another worker ended it. */
  onRevoked(listener: (credentialId: string) => void): () => void
  /** Told who has another name, role or limits now, in the same way: what was opened for them is to be opened anew. */
  onChanged(listener: (userId: UserId) => void): () => void

  readonly people: People
  readonly signIns: SignIns
  readonly codes: DeviceCodes
  readonly boxes: Boxes
  readonly identities: Identities
  readonly audit: Audit
  /** A ticket that the hub did give was shown and is not good: rule A42. */
  ticketRefused(refused: RefusedTicket): Promise<void>

  /** Forgets expired secrets. */
  prune(): Promise<number>
}

/** What is changed about people after they were added. */
export interface People {
  /** Null: the role stays. What the new limits mean for the session has happened when the promise resolves. */
  changeRole(owner: Principal, userId: UserId, role: Role | null, limits: Partial<Limits>): Promise<User>
  /** Whatever the person played has ended, and the devices and private playlists are gone, when the promise resolves. */
  remove(owner: Principal, userId: UserId): Promise<void>
  rename(principal: Principal, username: string): Promise<User>
  /** The old password is needed, and every other sign-in ends. */
  changePassword(principal: Principal, former: string, password: string): Promise<void>
  /** A one-time code with which the person sets a new password. */
  resetCode(owner: Principal, userId: UserId): Promise<{ readonly code: string; readonly expiresAt: number }>
  /** Ends all sign-ins of that person and begins one. */
  resetPassword(code: string, password: string, address: string): Promise<CookieSignIn>
}

export interface NewKey {
  readonly name: string
  readonly kind: 'app-password' | 'key'
  readonly scopes: readonly Scope[]
  readonly expiresInDays: number | null
}

/** What a user is signed in with: browsers, programs, keys. */
export interface SignIns {
  list(principal: Principal, of?: UserId): Promise<readonly SignIn[]>
  end(principal: Principal, signInId: string, of?: UserId): Promise<void>
  /** All but the one that asks. Answers with how many. */
  endOthers(principal: Principal): Promise<number>
  /** The secret is shown once, here. */
  newKey(principal: Principal, key: NewKey): Promise<{ readonly secret: string; readonly signIn: SignIn }>
}

export interface LinkAsked {
  readonly deviceCode: string
  readonly userCode: string
  readonly expiresInMs: number
  readonly intervalMs: number
}

/** What a poll is answered with until there are tokens: the words of RFC 8628. */
export type LinkPending = 'authorization_pending' | 'slow_down' | 'expired_token' | 'access_denied'

/** Programs without a keyboard ask with a short code that somebody types elsewhere: RFC 8628. */
export interface DeviceCodes {
  /** `kind`: missing, a program. */
  ask(name: string, scopes: readonly Scope[], address: string, kind?: ClientKind): Promise<LinkAsked>
  /** Tokens once, as soon as somebody has approved. */
  poll(deviceCode: string): Promise<Tokens | LinkPending>
  view(principal: Principal, userCode: string): Promise<Link>
  decide(principal: Principal, userCode: string, verdict: 'approved' | 'denied'): Promise<void>
  /** For a program that the hub itself runs: let in as the household's first owner, who does nothing for it. */
  letOwnProgramIn(householdId: HouseholdId, userCode: string): Promise<void>
}

/** Boxes of a household, and what people do with them. */
export interface Boxes {
  /** Throws where this person may not let one in, or there are too many. */
  mustBeWelcome(principal: Principal): Promise<void>
  /** A new one, with a session of its own. */
  add(householdId: HouseholdId, name: string, approvedBy: UserId | null): Promise<User>
  /** How loud it may get; null: as loud as its device does. An owner says so. */
  limit(owner: Principal, sessionId: SessionId, maxVolume: number | null): Promise<void>
  /** Its sign-ins, its device and what it played are gone when the promise resolves. */
  remove(principal: Principal, sessionId: SessionId): Promise<void>
}

/** Who somebody else vouches for. */
export interface Identities {
  /** The name that a trusted proxy gives. */
  proxySignIn(username: string, mayCreate: boolean, address: string, arrival?: Arrival): Promise<CookieSignIn>
  /** A person known to a provider of single sign-on; `link`: who wants to be known by it from now on. */
  identitySignIn(
    identity: { readonly issuer: string; readonly subject: string; readonly username: string | null },
    options: { readonly link: Principal | null; readonly mayCreate: boolean },
    address: string,
    arrival?: Arrival,
  ): Promise<CookieSignIn | 'linked'>
  list(principal: Principal): Promise<readonly LinkedIdentity[]>
  unlink(principal: Principal, issuer: string): Promise<void>
}

export interface AuditNote {
  readonly kind: AuditKind
  readonly householdId: HouseholdId
  readonly actorId?: UserId | null
  readonly subjectId?: UserId | null
  readonly signInId?: string | null
  readonly network?: string | null
  readonly details?: AuditDetails
  /** Happens in floods: within ten minutes all of the same sort are one entry with a count. */
  readonly floods?: boolean
}

export interface AuditPage {
  readonly items: readonly AuditEntry[]
  readonly nextCursor: string | null
}

export interface Audit {
  /** Something that this principal did. */
  noteOf(principal: Principal, kind: AuditKind): Promise<void>
  note(note: AuditNote): Promise<void>
  /** About nobody that is known: the installation's only household is told, if there is one only. */
  noteForInstallation(note: Omit<AuditNote, 'householdId'>): Promise<void>
  page(owner: Principal, cursor: string | null, limit: number): Promise<AuditPage>
  /** An address as the log may know it. */
  networkOf(address: string): string
}

export interface RefusedTicket {
  readonly householdId: HouseholdId
  readonly userId: UserId
  /** The device that it counts against, where whoever showed it brought no credential. */
  readonly deviceId: DeviceId
  /** The sign-in that showed it; null: only the ticket is known. */
  readonly signInId: string | null
  /** Tells tickets apart, and is none. */
  readonly mark: string
  /** It was good once, for this track; else it was never meant for what was asked. */
  readonly isOld: boolean
}
