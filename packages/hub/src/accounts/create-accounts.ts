// Who is asking. Users, sign-ins and their secrets; rules in docs/protocol/accounts.md.
import {
  BatonError,
  type HouseholdId,
  type LogEpoch,
  type Role,
  type SessionId,
  type UserId,
} from '@baton/protocol'
import { newSession } from '#domain'
import {
  type Chance,
  type Clock,
  type Consequences,
  type DeviceBindings,
  hashOf,
  NO_LIMITS,
  newSecret,
  secretHash,
} from '#engine'
import type { Accounts } from './api/accounts.ts'
import { auditLog } from './audit.ts'
import { boxes } from './boxes/boxes.ts'
import { knownBoxes } from './boxes/known-boxes.ts'
import { deviceCodes } from './people/device-codes.ts'
import { identities } from './people/linked-identities.ts'
import { mustBeOwner, people } from './people/people.ts'
import { aboutSelf, signIns } from './people/sign-ins-and-keys.ts'
import type { AccountStore, NewUser, UserCreated } from './ports/accounts.ts'
import type { User } from './ports/user.ts'
import { type Cost, passwords } from './secrets/password-hash.ts'
import { mustBeStrong } from './secrets/strong-password.ts'
import { COOKIE_MS } from './secrets/tokens.ts'
import { nameKey } from './secrets/username-key.ts'

import { grants } from './sign-in/grants.ts'
import { knownBrowsers } from './sign-in/known-browsers.ts'
import { principalCache } from './sign-in/principal-cache.ts'
import { revocations } from './sign-in/revocations.ts'
import { type Leaving, signInService as openSignInService, principalOf } from './sign-in/sign-in-service.ts'
import { stolenTickets } from './sign-in/stolen-tickets.ts'
import { throttle } from './sign-in/throttle.ts'

const HOUSEHOLD_NAME = 'Home'
const USE_NOTED_EVERY_MS = 10 * 60_000
const KEY_BYTES = 32

export interface AccountOptions {
  /** Of passwords, for tests. */
  readonly cost?: Cost | undefined
  /** 32 secret bytes, the same on every worker and over restarts; else marks and known browsers last one start. */
  readonly key?: Uint8Array | undefined
  /** No other worker uses the same store. */
  readonly isAlone?: boolean | undefined
  /** Carries out at once what a change of an account made due; missing: any worker does, a moment later. */
  readonly consequences?: Consequences | undefined
}

export function accounts(
  store: AccountStore,
  clock: Clock,
  chance: Chance,
  { cost, key = chance.bytes(KEY_BYTES), isAlone = false, consequences }: AccountOptions = {},
): Accounts {
  const secrets = passwords(chance.bytes, cost)
  const guesses = throttle(clock)
  const cache = principalCache(clock, { isAlone })
  const revoked = revocations(store, clock)
  const stopForgetting = revoked.listen((familyId) => cache.forget(familyId))
  const stopForgettingUsers = revoked.listenToChanges((userId) => cache.forgetUser(userId))
  const audit = auditLog({ store, clock, chance, key })
  const known = knownBrowsers(key, chance)
  const stolen = stolenTickets(clock)
  const signInService = openSignInService({
    store,
    clock,
    chance,
    audit,
    known,
    cache,
    revoked,
    consequences: consequences ?? null,
  })

  const boxesKnown = knownBoxes(store, clock)
  const boxesChanged = (householdId: HouseholdId) => {
    boxesKnown.forget(householdId)
    cache.forgetHousehold(householdId)
  }

  const attempt = (name: string, source: string) => {
    const waitMs = guesses.waitMs(name, source)
    if (waitMs > 0) throw new BatonError('limit.too-many', { retry_after_ms: waitMs })
    guesses.attempted(name, source)
    return () => guesses.succeeded(name, source)
  }

  const newUser = async (
    { username, password }: { readonly username: string; readonly password: string | null },
    role: Role,
    home: HouseholdId | null,
  ): Promise<NewUser> => {
    if (password !== null) mustBeStrong(password)
    const userId = chance.uuid() as UserId
    const sessionId = chance.uuid() as SessionId
    return {
      userId,
      householdId: home ?? (chance.uuid() as HouseholdId),
      household: home ? null : { name: HOUSEHOLD_NAME, epoch: newEpoch(chance) },
      sessionId,
      session: newSession(sessionId, userId, clock.wallMs()),
      username,
      nameKey: nameKey(username),
      roles: [role],
      limits: NO_LIMITS,
      passwordHash: password === null ? '' : await secrets.hash(password),
      createdAt: clock.wallMs(),
    }
  }

  /** As which nobody can sign in: names are trimmed before they are looked for, and no password fits. */
  const newBox = (name: string, householdId: HouseholdId): NewUser => {
    const userId = chance.uuid() as UserId
    const sessionId = chance.uuid() as SessionId
    const createdAt = clock.wallMs()
    return {
      userId,
      householdId,
      household: null,
      sessionId,
      session: newSession(sessionId, userId, createdAt, { ofBox: true }),
      username: name,
      nameKey: ` box ${userId}`,
      roles: ['listener'],
      limits: NO_LIMITS,
      passwordHash: '',
      createdAt,
      isBox: true,
    }
  }
  const boxesOfHouseholds = boxes({ signInService, newBox, changed: boxesChanged })

  const bindings: DeviceBindings = {
    async bindDevice(principal, deviceId) {
      if (principal.deviceId === deviceId) return principal
      await store.bindDevice(principal.credentialId, deviceId)
      cache.forget(principal.credentialId)
      if (principal.isBox) boxesChanged(principal.householdId)
      return { ...principal, deviceId }
    },

    async unbindDevice(principal, deviceId) {
      const families = await store.unbindDevice(principal.householdId, deviceId)
      for (const familyId of families) cache.forget(familyId)
    },
  }
  consequences?.keepBindings(bindings)

  const sayGoodbye = async (signInId: string, leaving: Leaving) => {
    await signInService.leave(signInId, leaving)
    await audit.note({ kind: 'sign-in.ended', ...aboutSelf(leaving), signInId })
    await consequences?.leave(leaving)
  }

  const householdListeners = new Set<(householdId: HouseholdId) => void>()
  const begun = async ({ householdId, userId }: User) => {
    await audit.note({ kind: 'owner.created', householdId, actorId: userId, subjectId: userId })
    for (const listener of householdListeners) listener(householdId)
  }

  return {
    ...grants({ signInService, secrets, guesses, attempt }),
    people: people({ signInService, secrets, attempt }),
    signIns: signIns(signInService),
    codes: deviceCodes(signInService, boxesOfHouseholds),
    boxes: boxesOfHouseholds,
    identities: identities({
      signInService,
      async newMember(username) {
        const [householdId, ...others] = await store.households()
        if (householdId === undefined || others.length > 0) return null
        return newUser({ username, password: null }, 'member', householdId)
      },
    }),
    audit,

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
      const user = await newUser(login, 'owner', null)
      mustBeCreated(await store.createOwner(user, hash))
      await begun(user)
      return signInService.cookieFor(user, '', {})
    },

    async createFirstOwner(login) {
      if (await store.hasOwner()) return false
      const user = await newUser(login, 'owner', null)
      const created = await store.createOwner(user, null)
      if (created === 'owner-exists') return false
      mustBeCreated(created)
      await begun(user)
      return true
    },

    async createMember(owner, login, role = 'member') {
      mustBeOwner(owner)
      const user = await newUser(login, role, owner.householdId)
      mustBeCreated(await store.createUser(user))
      const { householdId, userId: actorId } = owner
      await audit.note({
        kind: 'user.added',
        householdId,
        actorId,
        subjectId: user.userId,
        details: { role },
      })
      return user
    },

    knownMark: (username, token) => known.markOf(nameKey(username), token),

    members: (principal) => store.usersOf(principal.householdId),

    async authenticate(kind, secret) {
      const hash = secretHash(secret)
      if (!hash) return null
      const kept = cache.get(hash, kind)
      if (kept) return kept
      const round = cache.round()
      const found = await store.credential(hash)
      const now = clock.wallMs()
      if (!found || found.credential.expiresAt <= now || shownAs(found.credential.kind) !== kind) return null
      const { signIn, credential, user } = found
      if (now - signIn.lastUsedAt >= USE_NOTED_EVERY_MS) {
        // Whether it can be noted or not, the secret is good.
        await store.noteUse(signIn.familyId, now, now + COOKIE_MS).catch(() => {})
      }
      const boxesThere = user.isBox ? [] : await boxesKnown.of(user.householdId)
      const principal = principalOf(user, signIn, credential.deviceId, boxesThere)
      cache.put(hash, { kind, principal, expiresAt: credential.expiresAt }, round)
      return principal
    },

    ...bindings,

    async revoke(secret) {
      const hash = secretHash(secret)
      const found = hash ? await store.credential(hash) : null
      if (!found) return
      const { credential, user } = found
      await sayGoodbye(credential.familyId, { ...user, deviceId: credential.deviceId })
    },

    signOut: (principal) => sayGoodbye(principal.credentialId, principal),

    onRevoked: (listener) => revoked.listen(listener),
    onChanged: (listener) => revoked.listenToChanges(listener),

    async ticketRefused(ticket) {
      if (!stolen.isTooMany(ticket)) return
      const { householdId, userId, deviceId, signInId } = ticket
      const families = signInId === null ? await store.signInsOfDevice(userId, deviceId) : [signInId]
      for (const familyId of families) await signInService.end(familyId)
      await audit.note({
        kind: 'tickets.refused',
        householdId,
        subjectId: userId,
        signInId: families[0] ?? null,
        details: { ended: families.length },
      })
    },

    async prune() {
      await audit.prune()
      return store.prune(clock.wallMs())
    },

    async [Symbol.asyncDispose]() {
      stopForgetting()
      stopForgettingUsers()
      revoked.close()
    },
  }
}

function shownAs(kind: 'access' | 'refresh' | 'cookie' | 'key'): 'bearer' | 'cookie' | null {
  if (kind === 'refresh') return null
  return kind === 'cookie' ? 'cookie' : 'bearer'
}

function newEpoch(chance: Chance): LogEpoch {
  return Buffer.from(chance.bytes(8)).toString('hex') as LogEpoch
}

function mustBeCreated(created: UserCreated): void {
  if (created === 'created') return
  if (created === 'name-taken') throw new BatonError('request.invalid', { username: 'is taken' })
  throw new BatonError('auth.setup-link')
}
