// Rows of accounts as the port's words, and back.
import type { DeviceId, HouseholdId, Limits, Role, Scope, SessionId, UserId } from '@baton/protocol'
import type { Insertable, Selectable } from 'kysely'
import type { Credential, CredentialKind, NewUser, SignIn, SignInKind, User } from '#accounts'
import type { AccountCredentialTable, AccountSignInTable, AccountUserTable } from '../tables/accounts.ts'

const FREE: Limits = { maxVolume: null, mayAddDevices: true }

export function userRow(user: NewUser): Insertable<AccountUserTable> {
  return {
    id: user.userId,
    household_id: user.householdId,
    session_id: user.sessionId,
    username: user.username,
    name_key: user.nameKey,
    roles: JSON.stringify(user.roles),
    password_hash: user.passwordHash,
    created_at: user.createdAt,
    limits: JSON.stringify(user.limits),
    removed_at: null,
    is_box: user.isBox ? 1 : 0,
  }
}

export function userOf(row: Selectable<AccountUserTable>): User {
  return {
    userId: row.id as UserId,
    householdId: row.household_id as HouseholdId,
    sessionId: row.session_id as SessionId,
    username: row.username,
    roles: JSON.parse(row.roles) as readonly Role[],
    limits: { ...FREE, ...(JSON.parse(row.limits) as Partial<Limits>) },
    passwordHash: row.password_hash,
    createdAt: row.created_at,
    ...(row.is_box === 1 && { isBox: true }),
  }
}

export function credentialRow(credential: Credential): Insertable<AccountCredentialTable> {
  return {
    secret_hash: credential.secretHash,
    family_id: credential.familyId,
    user_id: credential.userId,
    kind: credential.kind,
    device_id: credential.deviceId,
    created_at: credential.createdAt,
    expires_at: credential.expiresAt,
    used_at: credential.usedAt,
  }
}

export function credentialOf(row: Selectable<AccountCredentialTable>): Credential {
  return {
    secretHash: row.secret_hash,
    familyId: row.family_id,
    userId: row.user_id as UserId,
    kind: row.kind as CredentialKind,
    deviceId: row.device_id as DeviceId | null,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    usedAt: row.used_at,
  }
}

export function signInRow(signIn: SignIn): Insertable<AccountSignInTable> {
  return {
    family_id: signIn.familyId,
    user_id: signIn.userId,
    kind: signIn.kind,
    name: signIn.name,
    scopes: scopesText(signIn.scopes),
    network: signIn.network,
    created_at: signIn.createdAt,
    last_used_at: signIn.lastUsedAt,
  }
}

export function signInOf(row: Selectable<AccountSignInTable>): SignIn {
  return {
    familyId: row.family_id,
    userId: row.user_id as UserId,
    kind: row.kind as SignInKind,
    name: row.name,
    scopes: row.scopes === null ? null : scopesOf(row.scopes),
    network: row.network,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  }
}

export function scopesOf(text: string): readonly Scope[] {
  return JSON.parse(text) as readonly Scope[]
}

function scopesText(scopes: readonly Scope[] | null): string | null {
  return scopes && JSON.stringify(scopes)
}
