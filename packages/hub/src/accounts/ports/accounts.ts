import type { DeviceId, HouseholdId, LogEpoch, Scope, UserId } from '@baton/protocol'
import type { Session } from '#domain'
import type { DueChange } from '#engine'
import type { AuditStore } from './audit.ts'
import type { BoxStore } from './boxes.ts'
import type { DeviceCodeStore } from './device-codes.ts'
import type { MemberStore } from './members.ts'
import type { User } from './user.ts'

/** `cookie` for the web, `access` and `refresh` for programs, `key` for what stands in a program's settings. */
export type CredentialKind = 'access' | 'refresh' | 'cookie' | 'key'

/** One secret that a client holds, stored as its sha256. All secrets of one sign-in are one family. */
export interface Credential {
  readonly secretHash: string
  readonly familyId: string
  readonly userId: UserId
  readonly kind: CredentialKind
  /** Which device speaks when it is used; the same for the whole family. */
  readonly deviceId: DeviceId | null
  readonly createdAt: number
  readonly expiresAt: number
  /** A refresh token is used once: when it was. */
  readonly usedAt: number | null
}

/** How somebody came in. `linked`: let in by its short code. */
export type SignInKind = 'browser' | 'program' | 'app-password' | 'key' | 'linked'

/** One client's stay. Without its row none of its secrets is good. */
export interface SignIn {
  readonly familyId: string
  readonly userId: UserId
  readonly kind: SignInKind
  /** What it calls itself, or what the user called it. */
  readonly name: string | null
  readonly scopes: readonly Scope[] | null
  /** Where it began, without the address: see `networkOf`. */
  readonly network: string
  readonly createdAt: number
  /** Not newer than ten minutes, so that asking writes seldom. */
  readonly lastUsedAt: number
}

export interface ListedSignIn extends SignIn {
  readonly deviceName: string | null
  /** When the last of its secrets lapses. */
  readonly expiresAt: number
}

export interface CredentialOfUser {
  readonly credential: Credential
  readonly signIn: SignIn
  readonly user: User
}

/** A user to be, with what comes with it. `household` is null where the user joins one that is there. */
export interface NewUser extends User {
  readonly household: { readonly name: string; readonly epoch: LogEpoch } | null
  readonly session: Session
  /** The folded name by which it is found. */
  readonly nameKey: string
}

export type UserCreated = 'created' | 'name-taken' | 'owner-exists' | 'wrong-code'

export interface DueOfHousehold {
  readonly householdId: HouseholdId
  readonly changes: readonly DueChange[]
}

/** Users and credentials. Rules in docs/protocol/accounts.md. Each call is all or nothing, and durable when its promise resolves. */
export interface AccountStore extends MemberStore, BoxStore, DeviceCodeStore, AuditStore {
  hasOwner(): Promise<boolean>
  households(): Promise<readonly HouseholdId[]>
  /** Sets the hash of the one set-up code that counts from now on. */
  putSetupCode(codeHash: string, at: number): Promise<void>
  /**
   * Creates the first owner with household and session, if there is no owner yet. With a code, it must be the one
   * that counts, and is gone afterwards.
   */
  createOwner(user: NewUser, codeHash: string | null): Promise<UserCreated>
  /** Creates a user with its session, and its household where `household` is given. */
  createUser(user: NewUser): Promise<UserCreated>
  userByName(nameKey: string): Promise<User | null>
  /** Its people: boxes are none. */
  usersOf(householdId: HouseholdId): Promise<readonly User[]>

  /** A stay begins. Of a user's stays beyond `most`, those that were used longest ago end; answers with them. */
  beginSignIn(signIn: SignIn, credentials: readonly Credential[], most: number): Promise<readonly string[]>
  /** Further secrets of a stay. Of one that has ended meanwhile they are good for nothing. */
  putCredentials(credentials: readonly Credential[]): Promise<void>
  /** Whether expired or not; null when it is unknown or revoked. */
  credential(secretHash: string): Promise<CredentialOfUser | null>
  /** A cookie of this family is good until `cookieUntil` from now on, if that is later. */
  noteUse(familyId: string, at: number, cookieUntil: number): Promise<void>
  /** Those that have a secret that is good at this instant, the last used first. */
  signInsOf(userId: UserId, at: number): Promise<readonly ListedSignIn[]>
  /** The stays of this user that speak for the device. */
  signInsOfDevice(userId: UserId, deviceId: DeviceId): Promise<readonly string[]>
  /**
   * Marks a refresh token as used and adds its successors, only if it was unused: false means that somebody else was
   * faster, and nothing was written. The successors are bound to the device that the used token is bound to then.
   */
  rotate(secretHash: string, at: number, successors: readonly Credential[]): Promise<boolean>
  bindDevice(familyId: string, deviceId: DeviceId): Promise<void>
  /** Answers with the families that were bound to the device. */
  unbindDevice(householdId: HouseholdId, deviceId: DeviceId): Promise<readonly string[]>
  /** Deletes every secret of the family, and remembers for a while that it was revoked. `due` is written with it. */
  revokeFamily(familyId: string, at: number, due?: DueOfHousehold): Promise<void>
  /** The same for all of a user's families but one. Answers with those that ended. */
  revokeUser(userId: UserId, except: string | null, at: number): Promise<readonly string[]>
  /** Families that any worker revoked at or after this instant. */
  revokedSince(at: number): Promise<readonly string[]>
  /** Forgets what has expired. */
  prune(expiredBefore: number): Promise<number>
}
