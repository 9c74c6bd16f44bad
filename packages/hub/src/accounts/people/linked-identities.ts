// Somebody else vouches for a person: a proxy in front of the hub by the person's name, a provider of single sign-on
// by an identity that belongs to one person only.
import { BatonError, MAX_USERNAME_LENGTH } from '@baton/protocol'
import type { Identities } from '../api/accounts.ts'
import type { NewUser } from '../ports/accounts.ts'
import type { User } from '../ports/user.ts'
import { nameKey } from '../secrets/username-key.ts'
import type { SignInService } from '../sign-in/sign-in-service.ts'
import { aboutSelf } from './sign-ins-and-keys.ts'

const NAMES_TRIED = 20

export interface IdentityParts {
  readonly signInService: SignInService
  /** A member of the installation's only household, without a password. */
  readonly newMember: (username: string) => Promise<NewUser | null>
}

export function identities({ signInService, newMember }: IdentityParts): Identities {
  const { store, clock, audit } = signInService

  const refused = async (address: string, details: { readonly by: string }): Promise<never> => {
    const network = audit.networkOf(address)
    await audit.noteForInstallation({ kind: 'identity.refused', network, details, floods: true })
    throw new BatonError('auth.unknown-identity')
  }

  const created = async (username: string): Promise<User | 'name-taken' | null> => {
    const user = await newMember(username)
    if (!user) return null
    if ((await store.createUser(user)) !== 'created') return 'name-taken'
    const { userId, householdId } = user
    await audit.note({ kind: 'user.added', householdId, subjectId: userId, details: { role: 'member' } })
    return user
  }

  /** A name that somebody has already is never given away: a number is put behind it. */
  const createdUnderSomeName = async (wanted: string): Promise<User | null> => {
    for (let n = 1; n <= NAMES_TRIED; n++) {
      const user = await created(n === 1 ? wanted : `${wanted} ${n}`)
      if (user !== 'name-taken') return user
    }
    return null
  }

  return {
    list: (principal) => store.identitiesOf(principal.userId),

    async unlink(principal, issuer) {
      if (!(await store.unlinkIdentity(issuer, principal.userId)))
        throw new BatonError('auth.unknown-identity')
      await audit.note({ kind: 'identity.unlinked', ...aboutSelf(principal), details: { issuer } })
    },

    async proxySignIn(username, mayCreate, address, arrival = {}) {
      const present = await store.userByName(nameKey(username))
      const made = present || !mayCreate ? present : await created(username)
      // Two requests of a new person come at once: the other one has made it.
      const user = made === 'name-taken' ? await store.userByName(nameKey(username)) : made
      if (!user) return refused(address, { by: 'proxy' })
      return signInService.cookieFor(user, address, arrival)
    },

    async identitySignIn({ issuer, subject, username }, { link, mayCreate }, address, arrival = {}) {
      const known = await store.userByIdentity(issuer, subject)
      const at = clock.wallMs()
      if (link) {
        if (known && known.userId !== link.userId) throw new BatonError('auth.identity-taken')
        if (!known && (await store.linkIdentity(issuer, subject, link.userId, at)))
          await audit.note({ kind: 'identity.linked', ...aboutSelf(link), details: { issuer } })
        return 'linked'
      }
      if (known) return signInService.cookieFor(known, address, arrival)
      const user = mayCreate ? await createdUnderSomeName(visible(username) ?? 'Guest') : null
      if (!user) return refused(address, { by: issuer })
      if (!(await store.linkIdentity(issuer, subject, user.userId, at))) {
        // Nobody has signed in as this person yet: nothing is left behind.
        await store.removeUser(user.householdId, user.userId, at, () => [])
        throw new BatonError('auth.sign-in-broken-off')
      }
      return signInService.cookieFor(user, address, arrival)
    },
  }
}

/** What a provider calls a person, made fit to be shown. */
function visible(name: string | null): string | null {
  const plain = (name ?? '')
    .replace(/[\p{C}]/gu, '')
    .trim()
    .slice(0, MAX_USERNAME_LENGTH - 3)
  return /[\p{L}\p{N}]/u.test(plain) ? plain.trim() : null
}
