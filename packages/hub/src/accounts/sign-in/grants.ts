// In exchange for what is a password or a token: a cookie, or tokens.
import { BatonError } from '@baton/protocol'
import { secretHash } from '#engine'
import type { Accounts, Arrival, Login } from '../api/accounts.ts'
import type { User } from '../ports/user.ts'
import type { Passwords } from '../secrets/password-hash.ts'
import { tokenCredentials } from '../secrets/tokens.ts'
import { nameKey } from '../secrets/username-key.ts'
import type { SignInService } from './sign-in-service.ts'
import type { Throttle } from './throttle.ts'

export interface GrantParts {
  readonly signInService: SignInService
  readonly secrets: Passwords
  readonly guesses: Throttle
  /** Throws where these attempts are held up; the returned function says that this one was right. */
  readonly attempt: (key: string, source: string) => () => void
}

export function grants({
  signInService,
  secrets,
  guesses,
  attempt,
}: GrantParts): Pick<Accounts, 'signIn' | 'passwordGrant' | 'refreshGrant'> {
  const { store, clock, chance, audit, known } = signInService

  const noteFailure = async (
    kind: 'sign-in.failed' | 'sign-in.held-up',
    user: User | null,
    address: string,
  ) => {
    const note = { kind, network: audit.networkOf(address), floods: true }
    if (!user) return audit.noteForInstallation(note)
    return audit.note({ ...note, householdId: user.householdId, subjectId: user.userId })
  }

  /** `otherwise` finds what is good in place of the password. */
  const verified = async <K = null>(
    { username, password }: Login,
    address: string,
    { known: token }: Arrival,
    otherwise: (user: User) => Promise<K | null> = async () => null,
  ): Promise<{ readonly user: User; readonly key: K | null }> => {
    const name = nameKey(username)
    const mark = known.markOf(name, token)
    const source = mark === null ? address : `known ${mark}`
    if (guesses.waitMs(name, source) > 0) {
      await noteFailure('sign-in.held-up', await store.userByName(name), address)
    }
    const succeeded = attempt(name, source)
    const user = await store.userByName(name)
    const key = user ? await otherwise(user) : null
    const isRight = key !== null || (await secrets.matches(password, user?.passwordHash || null))
    if (!isRight || !user) {
      await noteFailure('sign-in.failed', user, address)
      throw new BatonError('auth.wrong-password')
    }
    succeeded()
    return { user, key }
  }

  return {
    async signIn(login, address, arrival = {}) {
      const { user } = await verified(login, address, arrival)
      return signInService.cookieFor(user, address, arrival)
    },

    async passwordGrant(login, address, arrival = {}) {
      const appPassword = async (user: User) => {
        const hash = secretHash(login.password)
        const found = hash ? await store.credential(hash) : null
        // The tokens that it gave belong to the same sign-in, and open what tokens open.
        const isGood =
          found?.signIn.kind === 'app-password' &&
          found.credential.kind === 'key' &&
          found.user.userId === user.userId &&
          found.credential.expiresAt > clock.wallMs()
        return isGood ? found : null
      }
      const { user, key } = await verified(login, address, arrival, appPassword)
      if (key === null) return signInService.tokensFor(user, { kind: 'program', address, name: arrival.name })
      const scopes = key.signIn.scopes ?? []
      const { tokens, credentials } = tokenCredentials(key.credential, scopes, chance, clock.wallMs())
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
      const { credential, signIn, user } = found
      const { tokens, credentials } = tokenCredentials(credential, signIn.scopes, chance, now)
      const fresh = credential.usedAt === null && (await store.rotate(hash, now, credentials))
      if (fresh) return tokens
      // Two hold the same refresh token: one of them stole it, and nobody knows which.
      await signInService.end(credential.familyId)
      const { householdId, userId: subjectId } = user
      await audit.note({ kind: 'token.reused', householdId, subjectId, signInId: credential.familyId })
      throw new BatonError('auth.wrong-token')
    },
  }
}
