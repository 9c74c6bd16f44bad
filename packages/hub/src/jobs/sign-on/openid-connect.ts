// Single sign-on with a provider of OpenID Connect: the code flow with PKCE. The provider is asked what it offers when
// somebody first wants to sign in, so that the hub starts without it.
import { BatonError } from '@baton/protocol'
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  fetchUserInfo,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'
import type { Identity, SingleSignOn } from '#accounts'
import { type Reach, reach } from './reach.ts'

export interface OidcSettings {
  readonly issuer: string
  readonly clientId: string
  /** Missing: a public client. */
  readonly clientSecret?: string | undefined
}

export function openIdConnect(settings: OidcSettings): SingleSignOn {
  const issuer = new URL(settings.issuer)
  const outside = reach(issuer)
  let known: Promise<Configuration> | null = null

  const provider = () => {
    known ??= discovered(settings, issuer, outside).catch((error: unknown) => {
      known = null
      throw new BatonError('auth.provider', undefined, { cause: error })
    })
    return known
  }

  return {
    name: issuer.host,

    async begin(redirectUri) {
      const configuration = await provider()
      const checks = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() }
      const url = buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: 'openid profile',
        response_type: 'code',
        code_challenge: await calculatePKCECodeChallenge(checks.verifier),
        code_challenge_method: 'S256',
        state: checks.state,
        nonce: checks.nonce,
      })
      return { url: url.href, checks }
    },

    async finish(callback, checks) {
      const configuration = await provider()
      const tokens = await authorizationCodeGrant(configuration, callback, {
        pkceCodeVerifier: checks.verifier,
        expectedState: checks.state,
        expectedNonce: checks.nonce,
        idTokenExpected: true,
      }).catch((error: unknown) => {
        throw new BatonError('auth.sign-in-broken-off', undefined, { cause: error })
      })
      const claims = tokens.claims()
      if (!claims) throw new BatonError('auth.sign-in-broken-off')
      const inClaims = nameIn(claims)
      const username = inClaims ?? (await nameOfUserInfo(configuration, tokens.access_token, claims.sub))
      return { issuer: claims.iss, subject: claims.sub, username } satisfies Identity
    },
  }
}

async function discovered(
  { clientId, clientSecret }: OidcSettings,
  issuer: URL,
  outside: Reach,
): Promise<Configuration> {
  const execute = issuer.protocol === 'http:' ? [allowInsecureRequests] : []
  const options = { execute, [customFetch]: outside.fetch }
  const found = await discovery(issuer, clientId, clientSecret, None(), options)
  const server = found.serverMetadata()
  for (const url of [server.token_endpoint, server.jwks_uri, server.userinfo_endpoint]) outside.allow(url)
  const ways = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  const proof = ways.includes('client_secret_basic') ? ClientSecretBasic : ClientSecretPost
  const authentication = clientSecret === undefined ? None() : proof(clientSecret)
  const configuration = new Configuration(server, clientId, clientSecret, authentication)
  configuration[customFetch] = outside.fetch
  if (issuer.protocol === 'http:') allowInsecureRequests(configuration)
  return configuration
}

/** Many providers put the name only there. Without one the person can still come in. */
async function nameOfUserInfo(configuration: Configuration, accessToken: string, subject: string) {
  if (!configuration.serverMetadata().userinfo_endpoint) return null
  return fetchUserInfo(configuration, accessToken, subject).then(nameIn, () => null)
}

function nameIn(claims: Readonly<Record<string, unknown>>): string | null {
  for (const key of ['preferred_username', 'name', 'nickname']) {
    const value = claims[key]
    if (typeof value === 'string' && value.trim() !== '') return value
  }
  return null
}
