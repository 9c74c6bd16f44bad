import { BatonError, type UserId } from '@baton/protocol'
import {
  dueFor,
  hashOf,
  NO_LIMITS,
  namingFollowUp,
  newSecret,
  type Principal,
  removalFollowUps,
  secretHash,
  volumeFollowUp,
} from '#engine'
import type { People } from '../api/accounts.ts'
import type { AccountStore } from '../ports/accounts.ts'
import type { MemberChanged } from '../ports/members.ts'
import type { User } from '../ports/user.ts'
import type { Passwords } from '../secrets/password-hash.ts'
import { mustBeStrong } from '../secrets/strong-password.ts'
import { nameKey } from '../secrets/username-key.ts'
import type { SignInService } from '../sign-in/sign-in-service.ts'

const RESET_CODE_MS = 24 * 3_600_000

export interface PeopleParts {
  readonly signInService: SignInService
  readonly secrets: Passwords
  /** Throws where these attempts are held up; the returned function says that this one was right. */
  readonly attempt: (key: string, source: string) => () => void
}

export function people({ signInService, secrets, attempt }: PeopleParts): People {
  const { store, clock, chance, audit, consequences } = signInService

  const passwordHash = (password: string) => {
    mustBeStrong(password)
    return secrets.hash(password)
  }

  const about = (principal: Principal, subjectId: UserId) => ({
    householdId: principal.householdId,
    actorId: principal.userId,
    subjectId,
  })

  return {
    async changeRole(owner, userId, wanted, given) {
      mustBeOwner(owner)
      const former = await member(store, owner, userId)
      const role = wanted ?? former.roles[0] ?? 'member'
      const limits = role === 'listener' ? { ...former.limits, ...given } : NO_LIMITS
      const at = clock.wallMs()
      mustBeChanged(
        await store.setRole(owner.householdId, userId, role, limits, at, [
          dueFor(former, volumeFollowUp(former, limits.maxVolume), at),
        ]),
      )
      signInService.changed(userId, at)
      const details = { role, max_volume: limits.maxVolume, may_add_devices: limits.mayAddDevices }
      await audit.note({ kind: 'user.role-changed', ...about(owner, userId), details })
      await consequences?.limitVolume(former, limits.maxVolume)
      return { ...former, roles: [role], limits }
    },

    async remove(owner, userId) {
      mustBeOwner(owner)
      const user = await member(store, owner, userId)
      await removeUser(signInService, user)
      await audit.note({ kind: 'user.removed', ...about(owner, userId) })
      await consequences?.retire(user)
    },

    async rename(principal, username) {
      const { userId } = principal
      const user = await member(store, principal, userId)
      if (user.username === username) return user
      const at = clock.wallMs()
      const due = [dueFor(user, namingFollowUp(user), at)]
      if (!(await store.rename(user, { username, nameKey: nameKey(username) }, at, due)))
        throw new BatonError('request.invalid', { username: 'is taken' })
      signInService.changed(userId, at)
      await audit.note({ kind: 'user.renamed', ...about(principal, userId) })
      await consequences?.tellName(user)
      return { ...user, username }
    },

    async changePassword(principal, former, password) {
      const { userId, credentialId } = principal
      mustBeStrong(password)
      const user = await member(store, principal, userId)
      const succeeded = attempt(nameKey(user.username), credentialId)
      if (!(await secrets.matches(former, user.passwordHash || null))) {
        await audit.note({
          kind: 'sign-in.failed',
          ...about(principal, userId),
          signInId: credentialId,
          floods: true,
        })
        throw new BatonError('auth.wrong-password')
      }
      succeeded()
      await store.setPassword(userId, await passwordHash(password))
      const ended = await signInService.endAll(userId, credentialId)
      await audit.note({ kind: 'password.changed', ...about(principal, userId), details: { ended } })
    },

    async resetCode(owner, userId) {
      mustBeOwner(owner)
      await member(store, owner, userId)
      const code = newSecret(chance)
      const expiresAt = clock.wallMs() + RESET_CODE_MS
      await store.putResetCode(userId, hashOf(code), expiresAt)
      await audit.note({ kind: 'password.reset-link', ...about(owner, userId) })
      return { code, expiresAt }
    },

    async resetPassword(code, password, address) {
      const hash = secretHash(code)
      // Judged and hashed before the code is taken, so that a weak one costs nobody the link.
      const kept = await passwordHash(password)
      const user = hash ? await store.takeResetCode(hash, clock.wallMs()) : null
      if (!user) throw new BatonError('auth.reset-link')
      const { userId, householdId } = user
      await store.setPassword(userId, kept)
      const ended = await signInService.endAll(userId, null)
      const network = audit.networkOf(address)
      await audit.note({
        kind: 'password.reset',
        householdId,
        actorId: userId,
        subjectId: userId,
        network,
        details: { ended },
      })
      return signInService.cookieFor(user, address, {})
    },
  }
}

/** Whoever it is can do nothing any more, here and on every worker; what it leaves behind is due work. */
export async function removeUser(
  { store, clock, changed, revoked }: SignInService,
  user: User,
): Promise<void> {
  const { householdId, userId } = user
  const at = clock.wallMs()
  const stays = await store.signInsOf(userId, at)
  mustBeChanged(
    await store.removeUser(householdId, userId, at, (left) =>
      removalFollowUps(user, left).map((one) => dueFor(user, one, at)),
    ),
  )
  changed(userId, at)
  for (const { familyId } of stays) revoked.announce(familyId)
}

export function mustBeOwner({ roles }: Principal): void {
  if (!roles.includes('owner')) throw new BatonError('auth.forbidden')
}

/** A person. Somebody of another household, and a box, is answered as if there were nobody. */
export async function member(
  store: Pick<AccountStore, 'user'>,
  { householdId }: Principal,
  userId: UserId,
): Promise<User> {
  const user = await store.user(userId)
  if (user?.householdId !== householdId || user.isBox) throw new BatonError('auth.user-not-found')
  return user
}

function mustBeChanged(changed: MemberChanged): void {
  if (changed === 'unknown') throw new BatonError('auth.user-not-found')
  if (changed === 'last-owner') throw new BatonError('auth.last-owner')
}
