import type { HouseholdId, Limits, Role, UserId } from '@baton/protocol'
import type { DueChange, Left } from '#engine'
import type { User } from './user.ts'

/** What the person is known by elsewhere; the subject is nobody else's business. */
export interface LinkedIdentity {
  readonly issuer: string
  readonly at: number
}

export type MemberChanged = 'changed' | 'unknown' | 'last-owner'

/** The people of a household after they were added. Each call is all or nothing. */
export interface MemberStore {
  user(userId: UserId): Promise<User | null>
  /** Never takes the last owner away, however many ask at once. `due` is written with it. */
  setRole(
    householdId: HouseholdId,
    userId: UserId,
    role: Role,
    limits: Limits,
    at: number,
    due: readonly DueChange[],
  ): Promise<MemberChanged>
  /** False: the name is taken. `due` is written with it. */
  rename(
    user: Pick<User, 'householdId' | 'userId'>,
    name: { readonly username: string; readonly nameKey: string },
    at: number,
    due: readonly DueChange[],
  ): Promise<boolean>
  setPassword(userId: UserId, passwordHash: string): Promise<void>
  /**
   * The person can never sign in again; name, password, likes and plays are gone, and the name is free. The row
   * stays, since the log speaks of it. What is due about what the person leaves is written with it.
   */
  removeUser(
    householdId: HouseholdId,
    userId: UserId,
    at: number,
    dueOf: (left: Left) => readonly DueChange[],
  ): Promise<MemberChanged>
  /** Users whose name, role or limits any worker changed at or after this instant. */
  changedSince(at: number): Promise<readonly { readonly userId: UserId; readonly at: number }[]>

  /** Sets the hash of the one reset code that counts for this user. */
  putResetCode(userId: UserId, codeHash: string, expiresAt: number): Promise<void>
  /** Whose code it is, once: it is gone afterwards. */
  takeResetCode(codeHash: string, at: number): Promise<User | null>

  /** Who is known to the issuer by this subject. */
  userByIdentity(issuer: string, subject: string): Promise<User | null>
  /** False: it belongs to somebody already. */
  linkIdentity(issuer: string, subject: string, userId: UserId, at: number): Promise<boolean>
  identitiesOf(userId: UserId): Promise<readonly LinkedIdentity[]>
  /** False: there is none. */
  unlinkIdentity(issuer: string, userId: UserId): Promise<boolean>
}
