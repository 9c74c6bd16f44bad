import { BatonError, type SignIn, type UserId } from '@baton/protocol'
import type { Principal } from '#engine'
import type { SignIns } from '../api/accounts.ts'
import type * as kept from '../ports/accounts.ts'
import { keyCredential, NEVER } from '../secrets/tokens.ts'
import type { SignInService } from '../sign-in/sign-in-service.ts'
import { member, mustBeOwner } from './people.ts'

const MAX_KEYS = 50
const DAY_MS = 24 * 3_600_000

export function signIns(signInService: SignInService): SignIns {
  const { store, clock, chance, audit } = signInService

  /** One's own, or as an owner those of somebody of the household. */
  const whose = async (principal: Principal, of: UserId | undefined): Promise<UserId> => {
    if (of === undefined || of === principal.userId) return principal.userId
    mustBeOwner(principal)
    return (await member(store, principal, of)).userId
  }

  return {
    async list(principal, of) {
      const found = await store.signInsOf(await whose(principal, of), clock.wallMs())
      return found.map((signIn) => viewOf(signIn, principal))
    },

    async end(principal, signInId, of) {
      const userId = await whose(principal, of)
      const found = await store.signInsOf(userId, clock.wallMs())
      if (!found.some(({ familyId }) => familyId === signInId)) throw new BatonError('auth.sign-in-not-found')
      await signInService.end(signInId)
      await noteEnd(principal, userId, { signInId })
    },

    async endOthers(principal) {
      const count = await signInService.endAll(principal.userId, principal.credentialId)
      if (count > 0) await noteEnd(principal, principal.userId, { details: { others: count } })
      return count
    },

    async newKey(principal, { name, kind, scopes, expiresInDays }) {
      const at = clock.wallMs()
      const present = await store.signInsOf(principal.userId, at)
      if (
        present.filter((signIn) => signIn.kind === 'key' || signIn.kind === 'app-password').length >= MAX_KEYS
      )
        throw new BatonError('auth.too-many-keys', { limit: MAX_KEYS })
      const family = { familyId: chance.uuid(), userId: principal.userId, deviceId: null }
      const expiresAt = expiresInDays === null ? NEVER : at + expiresInDays * DAY_MS
      const { secret, credential } = keyCredential(family, expiresAt, chance, at)
      const network = audit.networkOf('')
      const signIn: kept.SignIn = { ...family, kind, name, scopes, network, createdAt: at, lastUsedAt: at }
      await store.beginSignIn(signIn, [credential], Number.MAX_SAFE_INTEGER)
      await audit.note({
        kind: 'key.made',
        ...aboutSelf(principal),
        signInId: family.familyId,
        details: { kind, scopes: scopes.join(' '), expires_at: expiresInDays === null ? null : expiresAt },
      })
      return { secret, signIn: viewOf({ ...signIn, deviceName: null, expiresAt }, principal) }
    },
  }

  function noteEnd(
    principal: Principal,
    subjectId: UserId,
    about: { readonly signInId?: string; readonly details?: { readonly others: number } },
  ): Promise<void> {
    return audit.note({ kind: 'sign-in.ended', ...aboutSelf(principal), subjectId, ...about })
  }
}

export function aboutSelf({ householdId, userId }: Pick<Principal, 'householdId' | 'userId'>) {
  return { householdId, actorId: userId, subjectId: userId }
}

function viewOf(signIn: kept.ListedSignIn, principal: Principal): SignIn {
  const { familyId, kind, name, deviceName, scopes, network, createdAt, lastUsedAt, expiresAt } = signIn
  return {
    signInId: familyId,
    kind,
    name,
    deviceName,
    scopes,
    network,
    createdAt,
    lastUsedAt,
    expiresAt: expiresAt === NEVER ? null : expiresAt,
    current: familyId === principal.credentialId,
  }
}
