import {
  type Identity,
  type Link,
  linkEndpoints,
  type NewKey,
  peopleEndpoints,
  type Scope,
  type SignIn,
  signInEndpoints,
  signOnEndpoints,
} from '@baton/protocol'
import type { Calls } from './calls.ts'

export type { Identity, Link, NewKey, SignIn, SignInWays } from '@baton/protocol'

/** What a key or a program may do. */
export type SignInScope = Scope

/** One's own account: password, sign-ins, keys, identities, and the programs that one lets in. The name changes by `Hub.rename`. */
export interface Account {
  /** Ends every other sign-in. */
  changePassword(change: { readonly former: string; readonly password: string }): Promise<void>
  signIns(): Promise<readonly SignIn[]>
  /** Ends one, be it a browser, a program, a key or an app password. */
  endSignIn(signInId: string): Promise<void>
  /** Ends all but the one that asks. Answers with how many. */
  endOtherSignIns(): Promise<number>
  newKey(wish: KeyWish): Promise<NewKey>
  /** The providers of single sign-on that one is known by. */
  identities(): Promise<readonly Identity[]>
  /** The address that the browser has to go to, so that the provider can say who it is. */
  linkIdentity(): Promise<string>
  unlinkIdentity(issuer: string): Promise<void>
  /** What asks with a code that it shows; as people type it. */
  link(code: string): Promise<Link>
  decideLink(code: string, verdict: 'approve' | 'deny'): Promise<void>
}

export interface KeyWish {
  readonly name: string
  readonly kind: 'key' | 'app-password'
  readonly scopes: readonly SignInScope[]
  /** Null: until it is ended. */
  readonly expiresInDays: number | null
}

export function account({ read, once }: Calls): Account {
  return {
    changePassword: async (change) => void (await once(peopleEndpoints.changePassword, { body: change })),
    signIns: () => read(signInEndpoints.list),
    endSignIn: async (signInId) =>
      void (await once(signInEndpoints.end, { params: { sign_in_id: signInId } })),
    endOtherSignIns: async () => (await once(signInEndpoints.endOthers, { body: {} })).ended,
    newKey: async ({ name, kind, scopes, expiresInDays }) =>
      once(signInEndpoints.newKey, {
        body: { name, kind, scopes: [...scopes], expires_in_days: expiresInDays },
      }),
    identities: () => read(signOnEndpoints.identities),
    linkIdentity: async () => (await once(signOnEndpoints.link, { body: {} })).url,
    unlinkIdentity: async (issuer) => void (await once(signOnEndpoints.unlink, { body: { issuer } })),
    link: (code) => once(linkEndpoints.read, { params: { user_code: code } }),
    decideLink: async (code, verdict) =>
      void (await once(linkEndpoints[verdict], { params: { user_code: code }, body: {} })),
  }
}
