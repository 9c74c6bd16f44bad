/** What has to be kept between the two steps, in the visitor's own browser. */
export interface SignOnChecks {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/** Somebody as the provider knows them. */
export interface Identity {
  readonly issuer: string
  readonly subject: string
  /** What the person is called there; only to be shown. */
  readonly username: string | null
}

/**
 * One provider of OpenID Connect. Throws `auth.provider` where it cannot be used now, and `auth.sign-in-broken-off`
 * for an answer that does not belong to what was begun.
 */
export interface SingleSignOn {
  /** For the button. */
  readonly name: string
  /** Where the visitor's browser is to go. */
  begin(redirectUri: string): Promise<{ readonly url: string; readonly checks: SignOnChecks }>
  /** `callback` is the address to which the provider sent the browser back. */
  finish(callback: URL, checks: SignOnChecks): Promise<Identity>
}
