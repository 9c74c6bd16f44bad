import type { Link, NewKey, SignIn, SignInScope } from './documents.ts'
import type { Line } from './request.ts'

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

export interface Identity {
  readonly issuer: string
  readonly at: number
}

const READ_WITHIN_MS = 10_000

export function account(wire: Line): Account {
  const read = <T>(path: string) => wire.patiently({ path }, READ_WITHIN_MS) as Promise<T>
  const post = (path: string, body: object = {}) => wire.once({ method: 'POST', path, body })
  const linkPath = (code: string) => `/links/${encodeURIComponent(code)}`
  return {
    changePassword: async (change) => void (await post('/me/password', change)),
    signIns: () => read('/me/sign-ins'),
    endSignIn: async (signInId) =>
      void (await wire.once({ method: 'DELETE', path: `/me/sign-ins/${encodeURIComponent(signInId)}` })),
    endOtherSignIns: async () => ((await post('/me/sign-ins/end-others')) as { ended: number }).ended,
    newKey: async ({ name, kind, scopes, expiresInDays }) =>
      (await post('/me/keys', { name, kind, scopes, expires_in_days: expiresInDays })) as NewKey,
    identities: () => read('/me/identities'),
    linkIdentity: async () => ((await post('/me/identities')) as { url: string }).url,
    unlinkIdentity: async (issuer) =>
      void (await wire.once({ method: 'DELETE', path: '/me/identities', body: { issuer } })),
    link: (code) => wire.once({ path: linkPath(code) }) as Promise<Link>,
    decideLink: async (code, verdict) => void (await post(`${linkPath(code)}/${verdict}`)),
  }
}
