import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { BatonError } from '@baton/protocol'
import type { MayBeCalled } from './allowed-networks.ts'

/** Where an agent is called: what people wrote, and the one address that its host stood for then. */
export interface AgentPlace {
  readonly baseUrl: string
  readonly address: string
}

const RESOLVED_WITHIN_MS = 5_000

/**
 * The place that a text names, looked up once. Throws `request.invalid` for what is no such address, and
 * `device.agent-address` for one that the hub may not call or that nobody knows.
 */
export async function agentPlace(text: string, mayBeCalled: MayBeCalled): Promise<AgentPlace> {
  const { baseUrl, host } = originOf(text)
  const address = isIP(host) === 0 ? await addressOf(host) : host
  if (address === null || !mayBeCalled(address)) throw new BatonError('device.agent-address')
  return { baseUrl, address }
}

/** Nothing but scheme, host and port: a path, a name or a password in it would be somebody's trick. */
function originOf(text: string): { readonly baseUrl: string; readonly host: string } {
  const url = URL.parse(text)
  const isBare =
    url?.protocol === 'http:' &&
    url.pathname === '/' &&
    `${url.search}${url.hash}${url.username}${url.password}` === ''
  if (!url || !isBare)
    throw new BatonError('request.invalid', { agent_base_url: 'must be like http://host:port' })
  return { baseUrl: url.origin, host: url.hostname.replace(/^\[|\]$/g, '') }
}

/** Null: nobody knows that name, or nobody said so in time. */
async function addressOf(host: string): Promise<string | null> {
  const late = new Promise<null>((resolve) => setTimeout(resolve, RESOLVED_WITHIN_MS, null).unref())
  const found = lookup(host).then(
    ({ address }) => address,
    () => null,
  )
  return Promise.race([found, late])
}
