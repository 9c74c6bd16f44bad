import { createHmac } from 'node:crypto'
import type { RestParts } from '#doors/rest'
import { openIdConnect } from '#jobs/sign-on'
import type { Config } from './config.ts'

export function signOnOf(
  { signOn: { proxyUser, oidc } = {}, proxies = [] }: Pick<Config, 'signOn' | 'proxies'>,
  ticketKey: Uint8Array,
): NonNullable<RestParts['signOn']> {
  return {
    key: keyFor(ticketKey, 'sign-on'),
    proxy: proxyUser && { ...proxyUser, trusted: proxies },
    oidc: oidc && { provider: openIdConnect(oidc), mayCreate: oidc.mayCreate },
  }
}

/** One secret of the installation, a key of its own for each use. */
export function keyFor(ticketKey: Uint8Array, use: string): Uint8Array {
  return createHmac('sha256', ticketKey).update(`baton ${use}`).digest()
}
