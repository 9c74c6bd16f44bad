// What every part of accounts shares: how a stay begins and ends, and who must hear of it.
import type { DeviceId, Scope, UserId } from '@baton/protocol'
import type { BoxOfHousehold, Chance, Clock, Consequences } from '#engine'
import { dueFor, leavingFollowUp, NO_LIMITS, type Principal } from '#engine'
import type { Arrival, Audit, CookieSignIn, Tokens } from '../api/accounts.ts'
import type { AccountStore, Credential, SignIn, SignInKind } from '../ports/accounts.ts'
import type { User } from '../ports/user.ts'
import { cookieCredential, tokenCredentials } from '../secrets/tokens.ts'
import { nameKey } from '../secrets/username-key.ts'
import type { KnownBrowsers } from './known-browsers.ts'
import type { PrincipalCache } from './principal-cache.ts'
import type { Revocations } from './revocations.ts'

/** Beyond that many, whatever was not used for longest ends. */
const MAX_SIGN_INS = 200
const MAX_NAME_LENGTH = 120

export interface SignInServiceParts {
  readonly store: AccountStore
  readonly clock: Clock
  readonly chance: Chance
  readonly audit: Audit
  readonly known: KnownBrowsers
  readonly cache: PrincipalCache
  readonly revoked: Revocations
  /** Null: what is due is carried out by any worker, a moment later. */
  readonly consequences: Consequences | null
}

export interface Coming {
  readonly kind: SignInKind
  readonly address: string
  readonly name?: string | null | undefined
  readonly scopes?: readonly Scope[] | null
}

export type Leaving = Parameters<Consequences['leave']>[0]

export interface SignInService extends SignInServiceParts {
  begin(user: User, familyId: string, coming: Coming, credentials: readonly Credential[]): Promise<SignIn>
  cookieFor(user: User, address: string, arrival: Arrival): Promise<CookieSignIn>
  tokensFor(user: User, coming: Coming): Promise<Tokens>
  /** Ends one stay, here and on every worker. */
  end(familyId: string): Promise<void>
  /** The same of a stay that says goodbye itself: its device gives up the right to sound. */
  leave(familyId: string, leaving: Leaving): Promise<void>
  /** Ends all stays of a user but one. Answers with how many. */
  endAll(userId: UserId, except: string | null): Promise<number>
  /** Name, role or limits are others now. */
  changed(userId: UserId, at: number): void
}

export function signInService(parts: SignInServiceParts): SignInService {
  const { store, clock, chance, audit, known, cache, revoked } = parts

  const over = (familyId: string) => {
    cache.forget(familyId)
    revoked.announce(familyId)
  }

  const begin: SignInService['begin'] = async (user, familyId, coming, credentials) => {
    const { kind, address, name = null, scopes = null } = coming
    const at = clock.wallMs()
    const signIn: SignIn = {
      familyId,
      userId: user.userId,
      kind,
      name: name?.trim().slice(0, MAX_NAME_LENGTH) || null,
      scopes,
      network: audit.networkOf(address),
      createdAt: at,
      lastUsedAt: at,
    }
    for (const ended of await store.beginSignIn(signIn, credentials, MAX_SIGN_INS)) over(ended)
    await audit.note({
      kind: 'sign-in.made',
      householdId: user.householdId,
      actorId: user.userId,
      subjectId: user.userId,
      signInId: signIn.familyId,
      network: signIn.network,
      details: { kind },
    })
    return signIn
  }

  return {
    ...parts,
    begin,
    async cookieFor(user, address, { name }) {
      const family = { familyId: chance.uuid(), userId: user.userId, deviceId: null }
      const { secret, credential } = cookieCredential(family, chance, clock.wallMs())
      const signIn = await begin(user, family.familyId, { kind: 'browser', address, name }, [credential])
      return {
        principal: principalOf(user, signIn, null),
        secret,
        expiresAt: credential.expiresAt,
        known: known.token(nameKey(user.username)),
      }
    },
    async tokensFor(user, coming) {
      const family = { familyId: chance.uuid(), userId: user.userId, deviceId: null }
      const made = tokenCredentials(family, coming.scopes ?? null, chance, clock.wallMs())
      await begin(user, family.familyId, coming, made.credentials)
      return made.tokens
    },
    async end(familyId) {
      await store.revokeFamily(familyId, clock.wallMs())
      over(familyId)
    },
    async leave(familyId, leaving) {
      const { householdId, deviceId } = leaving
      const at = clock.wallMs()
      const changes = deviceId === null ? [] : [dueFor(leaving, leavingFollowUp(deviceId), at)]
      await store.revokeFamily(familyId, at, { householdId, changes })
      over(familyId)
    },
    async endAll(userId, except) {
      const families = await store.revokeUser(userId, except, clock.wallMs())
      for (const familyId of families) over(familyId)
      return families.length
    },
    changed(userId, at) {
      cache.forgetUser(userId)
      revoked.announceChange(userId, at)
    },
  }
}

export function principalOf(
  user: User,
  signIn: SignIn,
  deviceId: DeviceId | null,
  boxes: readonly BoxOfHousehold[] = [],
): Principal {
  const { householdId, userId, username, sessionId, roles, isBox } = user
  const limits = roles.includes('listener') ? user.limits : NO_LIMITS
  const { familyId: credentialId, scopes } = signIn
  const who = { householdId, userId, username, sessionId, roles, limits, scopes, credentialId, deviceId }
  return isBox ? { ...who, isBox } : { ...who, boxes }
}
