// Who is asking. Users, sign-ins and their secrets; rules in docs/protocol/accounts.md.
import {
  BatonError,
  type DeviceId,
  type HouseholdId,
  type LogEpoch,
  type SessionId,
  type UserId,
} from '@baton/protocol'
import { newSession } from '#domain'
import type { AccountStore, NewUser, User, UserCreated } from '../ports/accounts.ts'
import type { Chance, Clock } from '../ports/clock.ts'
import type { Principal, Role } from '../principal.ts'
import { type Cost, passwords } from './passwords.ts'
import { principalCache } from './principal-cache.ts'
import { revocations } from './revocations.ts'
import { hashOf, newSecret, secretHash } from './secrets.ts'
import { throttle } from './throttle.ts'
import { cookieCredential, tokenCredentials } from './tokens.ts'

const MIN_PASSWORD_LENGTH = 8
const HOUSEHOLD_NAME = 'Home'

export interface Login {
  readonly username: string
  readonly password: string
}

export interface Tokens {
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresInMs: number
}

export interface CookieSignIn {
  readonly principal: Principal
  readonly secret: string
  readonly expiresAt: number
}

/** Everything throws BatonError for what it refuses. */
export interface Accounts extends AsyncDisposable {
  needsOwner(): Promise<boolean>
  /** Told every household that there is, and then each one when its owner is created. */
  eachHousehold(listener: (householdId: HouseholdId) => void): Promise<void>
  /** A new one-time code for the set-up link, which ends every former one; null once there is an owner. */
  newSetupCode(): Promise<string | null>
  createOwner(login: Login, code: string): Promise<CookieSignIn>
  /** For a first start without a browser. False: there is an owner already, and nothing was changed. */
  createFirstOwner(login: Login): Promise<boolean>
  createMember(owner: Principal, login: Login): Promise<User>
  members(principal: Principal): Promise<readonly User[]>

  signIn(login: Login, address: string): Promise<CookieSignIn>
  passwordGrant(login: Login, address: string): Promise<Tokens>
  refreshGrant(refreshToken: string): Promise<Tokens>
  /** Null for what is unknown, expired, revoked, or not meant for this use. */
  authenticate(kind: 'bearer' | 'cookie', secret: string): Promise<Principal | null>
  /** From now on the hub knows from every secret of this sign-in which device speaks. */
  bindDevice(principal: Principal, deviceId: DeviceId): Promise<Principal>
  /** The device is gone: sign-ins that were bound to it are not any more. */
  unbindDevice(principal: Principal, deviceId: DeviceId): Promise<void>
  /** Ends the sign-in that this secret belongs to, whichever of its secrets it is. An unknown one is no error. */
  revoke(secret: string): Promise<void>
  signOut(principal: Principal): Promise<void>
  /** Told the `credentialId` of each sign-in that ended, at once or within seconds if another worker ended it. */
  onRevoked(listener: (credentialId: string) => void): () => void
  /** Forgets expired secrets. */
  prune(): Promise<number>
}

export function accounts(store: AccountStore, clock: Clock, chance: Chance, cost?: Cost): Accounts {
  const secrets = passwords(chance.bytes, cost)
  const guesses = throttle(clock)
  const cache = principalCache(clock)
  const revoked = revocations(store, clock)
  const stopForgetting = revoked.listen((familyId) => cache.forget(familyId))

  const verified = async ({ username, password }: Login, address: string): Promise<User> => {
    const key = nameKey(username)
    const waitMs = guesses.waitMs(key, address)
    if (waitMs > 0) throw new BatonError('limit.too-many', { retry_after_ms: waitMs })
    guesses.attempted(key, address)
    const user = await store.userByName(key)
    if (!(await secrets.matches(password, user?.passwordHash ?? null)) || !user) {
      throw new BatonError('auth.wrong-password')
    }
    guesses.succeeded(key, address)
    return user
  }

  const newUser = async (
    login: Login,
    roles: readonly Role[],
    home: HouseholdId | null,
  ): Promise<NewUser> => {
    if ([...login.password].length < MIN_PASSWORD_LENGTH) throw new BatonError('auth.weak-password')
    const userId = chance.uuid() as UserId
    const sessionId = chance.uuid() as SessionId
    return {
      userId,
      householdId: home ?? (chance.uuid() as HouseholdId),
      household: home ? null : { name: HOUSEHOLD_NAME, epoch: newEpoch(chance) },
      sessionId,
      session: newSession(sessionId, userId, clock.wallMs()),
      username: login.username,
      nameKey: nameKey(login.username),
      roles,
      passwordHash: await secrets.hash(login.password),
      createdAt: clock.wallMs(),
    }
  }

  const cookieFor = async (user: User): Promise<CookieSignIn> => {
    const { secret, credential } = cookieCredential(user.userId, chance, clock.wallMs())
    await store.putCredentials([credential])
    return {
      principal: principalOf(user, credential.familyId, null),
      secret,
      expiresAt: credential.expiresAt,
    }
  }

  const end = async (familyId: string) => {
    await store.revokeFamily(familyId, clock.wallMs())
    cache.forget(familyId)
    revoked.announce(familyId)
  }

  const householdListeners = new Set<(householdId: HouseholdId) => void>()
  const begun = ({ householdId }: User) => {
    for (const listener of householdListeners) listener(householdId)
  }

  return {
    needsOwner: async () => !(await store.hasOwner()),

    async eachHousehold(listener) {
      householdListeners.add(listener)
      for (const householdId of await store.households()) listener(householdId)
    },

    async newSetupCode() {
      if (await store.hasOwner()) return null
      const code = newSecret(chance)
      await store.putSetupCode(hashOf(code), clock.wallMs())
      return code
    },

    async createOwner(login, code) {
      const hash = secretHash(code)
      if (!hash || (await store.hasOwner())) throw new BatonError('auth.setup-link')
      const user = await newUser(login, ['owner'], null)
      mustBeCreated(await store.createOwner(user, hash))
      begun(user)
      return cookieFor(user)
    },

    async createFirstOwner(login) {
      if (await store.hasOwner()) return false
      const user = await newUser(login, ['owner'], null)
      const created = await store.createOwner(user, null)
      if (created === 'owner-exists') return false
      mustBeCreated(created)
      begun(user)
      return true
    },

    async createMember(owner, login) {
      if (!owner.roles.includes('owner')) throw new BatonError('auth.forbidden')
      const user = await newUser(login, ['member'], owner.householdId)
      mustBeCreated(await store.createUser(user))
      return user
    },

    members: (principal) => store.usersOf(principal.householdId),

    signIn: async (login, address) => cookieFor(await verified(login, address)),

    async passwordGrant(login, address) {
      const user = await verified(login, address)
      const family = { familyId: chance.uuid(), userId: user.userId, deviceId: null }
      const { tokens, credentials } = tokenCredentials(family, chance, clock.wallMs())
      await store.putCredentials(credentials)
      return tokens
    },

    async refreshGrant(refreshToken) {
      const hash = secretHash(refreshToken)
      const found = hash ? await store.credential(hash) : null
      const now = clock.wallMs()
      if (!hash || !found || found.credential.kind !== 'refresh' || found.credential.expiresAt <= now) {
        throw new BatonError('auth.wrong-token')
      }
      const { tokens, credentials } = tokenCredentials(found.credential, chance, now)
      const fresh = found.credential.usedAt === null && (await store.rotate(hash, now, credentials))
      if (fresh) return tokens
      // Two hold the same refresh token: one of them stole it, and nobody knows which.
      await end(found.credential.familyId)
      throw new BatonError('auth.wrong-token')
    },

    async authenticate(kind, secret) {
      const hash = secretHash(secret)
      if (!hash) return null
      const wanted = kind === 'cookie' ? 'cookie' : 'access'
      const known = cache.get(hash, wanted)
      if (known) return known
      const round = cache.round()
      const found = await store.credential(hash)
      if (found?.credential.kind !== wanted || found.credential.expiresAt <= clock.wallMs()) return null
      const principal = principalOf(found.user, found.credential.familyId, found.credential.deviceId)
      cache.put(hash, { kind: wanted, principal, expiresAt: found.credential.expiresAt }, round)
      return principal
    },

    async bindDevice(principal, deviceId) {
      if (principal.deviceId === deviceId) return principal
      await store.bindDevice(principal.credentialId, deviceId)
      cache.forget(principal.credentialId)
      return { ...principal, deviceId }
    },

    async unbindDevice(principal, deviceId) {
      const families = await store.unbindDevice(principal.householdId, deviceId)
      for (const familyId of families) cache.forget(familyId)
    },

    async revoke(secret) {
      const hash = secretHash(secret)
      const found = hash ? await store.credential(hash) : null
      if (found) await end(found.credential.familyId)
    },

    signOut: (principal) => end(principal.credentialId),
    onRevoked: (listener) => revoked.listen(listener),
    prune: () => store.prune(clock.wallMs()),

    async [Symbol.asyncDispose]() {
      stopForgetting()
      revoked.close()
    },
  }
}

/** Names that differ only in case, or in how their letters are composed, are one name. */
function nameKey(username: string): string {
  return username.trim().normalize('NFKC').toLowerCase()
}

function newEpoch(chance: Chance): LogEpoch {
  return Buffer.from(chance.bytes(8)).toString('hex') as LogEpoch
}

function principalOf(user: User, familyId: string, deviceId: DeviceId | null): Principal {
  const { householdId, userId, username, sessionId, roles } = user
  return { householdId, userId, username, sessionId, roles, credentialId: familyId, deviceId }
}

function mustBeCreated(created: UserCreated): void {
  if (created === 'created') return
  if (created === 'name-taken') throw new BatonError('request.invalid', { username: 'is taken' })
  throw new BatonError('auth.setup-link')
}
