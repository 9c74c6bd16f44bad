import type { DeviceId, Scope, UserId } from '@baton/protocol'
import { type Chance, hashOf, newSecret } from '#engine'
import type { Tokens } from '../api/accounts.ts'
import type { Credential } from '../ports/accounts.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
export const ACCESS_TOKEN_MS = HOUR_MS
const REFRESH_TOKEN_MS = 60 * DAY_MS
/** Since its last use. */
export const COOKIE_MS = 60 * DAY_MS
/** The last instant that there is. */
export const NEVER = 8_640_000_000_000_000

export interface Family {
  readonly familyId: string
  readonly userId: UserId
  readonly deviceId: DeviceId | null
}

/** An access token and the refresh token that follows it, as the client holds them and as the hub keeps them. */
export function tokenCredentials(
  { familyId, userId, deviceId }: Family,
  scopes: readonly Scope[] | null,
  chance: Chance,
  at: number,
): { tokens: Tokens; credentials: readonly Credential[] } {
  const accessToken = newSecret(chance)
  const refreshToken = newSecret(chance)
  const common = { familyId, userId, deviceId, createdAt: at, usedAt: null }
  return {
    tokens: { accessToken, refreshToken, expiresInMs: ACCESS_TOKEN_MS, scopes },
    credentials: [
      { ...common, kind: 'access', secretHash: hashOf(accessToken), expiresAt: at + ACCESS_TOKEN_MS },
      { ...common, kind: 'refresh', secretHash: hashOf(refreshToken), expiresAt: at + REFRESH_TOKEN_MS },
    ],
  }
}

export function cookieCredential(family: Family, chance: Chance, at: number) {
  return loneCredential(family, 'cookie', at + COOKIE_MS, chance, at)
}

export function keyCredential(family: Family, expiresAt: number, chance: Chance, at: number) {
  return loneCredential(family, 'key', expiresAt, chance, at)
}

function loneCredential(
  { familyId, userId, deviceId }: Family,
  kind: 'cookie' | 'key',
  expiresAt: number,
  chance: Chance,
  at: number,
): { secret: string; credential: Credential } {
  const secret = newSecret(chance)
  const secretHash = hashOf(secret)
  return {
    secret,
    credential: { secretHash, familyId, userId, kind, deviceId, createdAt: at, expiresAt, usedAt: null },
  }
}
