// Settings of the ways to sign in beside the password, checked before the hub starts.
import { UsageError } from './usage-error.ts'

export const SIGN_ON_SETTINGS = [
  {
    flag: 'proxy-user-header',
    env: 'BATON_PROXY_USER_HEADER',
    value: 'NAME',
    help: 'header in which a proxy of --proxies names who it let through',
  },
  {
    flag: 'proxy-user-create',
    env: 'BATON_PROXY_USER_CREATE',
    value: 'yes',
    help: 'whom that header names becomes a member if unknown (default: no)',
  },
  {
    flag: 'oidc-issuer',
    env: 'BATON_OIDC_ISSUER',
    value: 'URL',
    help: 'provider of OpenID Connect for single sign-on',
  },
  { flag: 'oidc-client-id', env: 'BATON_OIDC_CLIENT_ID', value: 'ID', help: 'what it calls this hub' },
  {
    flag: 'oidc-create',
    env: 'BATON_OIDC_CREATE',
    value: 'yes',
    help: 'whom it vouches for becomes a member if unknown (default: no)',
  },
] as const

export interface SignOnConfig {
  readonly proxyUser?: { readonly header: string; readonly mayCreate: boolean } | undefined
  readonly oidc?:
    | {
        readonly issuer: string
        readonly clientId: string
        readonly clientSecret: string | undefined
        readonly mayCreate: boolean
      }
    | undefined
}

export function signOnConfig(
  given: (flag: string) => string | undefined,
  clientSecret: string | undefined,
  proxies: readonly string[],
): SignOnConfig {
  return { proxyUser: proxyUser(given, proxies), oidc: oidc(given, clientSecret) }
}

function proxyUser(
  given: (flag: string) => string | undefined,
  proxies: readonly string[],
): SignOnConfig['proxyUser'] {
  const header = given('proxy-user-header')
  const mayCreate = isYes('proxy-user-create', given('proxy-user-create'))
  if (header === undefined) return undefined
  if (!/^[\w-]{1,100}$/.test(header))
    throw new UsageError(`--proxy-user-header takes the name of a header, not "${header}".`)
  if (proxies.length === 0)
    throw new UsageError('--proxy-user-header needs --proxies: anybody else could send that header.')
  return { header, mayCreate }
}

function oidc(
  given: (flag: string) => string | undefined,
  clientSecret: string | undefined,
): SignOnConfig['oidc'] {
  const issuer = given('oidc-issuer')
  const clientId = given('oidc-client-id')
  const mayCreate = isYes('oidc-create', given('oidc-create'))
  if (issuer === undefined && clientId === undefined) return undefined
  if (issuer === undefined || clientId === undefined)
    throw new UsageError('--oidc-issuer and --oidc-client-id go together.')
  if (!isIssuer(issuer)) throw new UsageError(`--oidc-issuer takes an https address, not "${issuer}".`)
  return { issuer, clientId, clientSecret: clientSecret || undefined, mayCreate }
}

/** Plain http only to this machine, for trials. */
function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname))
}

function isYes(flag: string, text = 'no'): boolean {
  if (text === 'yes' || text === 'no') return text === 'yes'
  throw new UsageError(`--${flag} takes yes or no, not "${text}".`)
}
