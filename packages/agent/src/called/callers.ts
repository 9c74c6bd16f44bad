// Who may call an agent that listens, and where it may be told to fetch and to post: at its hub, and nowhere else. Rules
// AG41 and AG42 in docs/protocol/agent.md.
import { lookup } from 'node:dns/promises'
import { BlockList, isIP, isIPv6 } from 'node:net'
import { ageMs, type Clock, type Moment, momentOf } from '@baton/client'
import { urlOf } from '../url-of.ts'
import { hostOf, plainAddress } from './addresses.ts'

export interface Callers {
  /** Whether somebody at this address may call. The hub's name is looked up again where that is not known. */
  mayCall(address: string): Promise<boolean>
  /** Whether what lies there is one of theirs: http or https, at an address that may call or under the hub's own name. */
  isTheirs(url: string): Promise<boolean>
}

export interface CallersParts {
  /** The origin of the hub. */
  readonly hub: string
  /** Further addresses and networks. */
  readonly networks: readonly string[]
  readonly clock: Clock
  readonly addressesOf?: (name: string) => Promise<readonly string[]>
}

const LOOK_UP_EVERY_MS = 5_000

export function callersOf({ hub, networks, clock, addressesOf = everyAddress }: CallersParts): Callers {
  const hubName = hostOf(new URL(hub))
  const named = listOf(networks)
  let hubAddresses = listOf([])
  let lookedAt: Moment | null = null

  async function lookUp(): Promise<void> {
    if (lookedAt && ageMs(clock, lookedAt) < LOOK_UP_EVERY_MS) return
    lookedAt = momentOf(clock)
    const found = isIP(hubName) > 0 ? [hubName] : await addressesOf(hubName)
    // One that cannot be looked up now is where it was.
    if (found.length > 0) hubAddresses = listOf(found)
  }

  async function mayCall(text: string): Promise<boolean> {
    const address = plainAddress(text)
    if (isIP(address) === 0) return false
    const isKnown = () => isAmong(named, address) || isAmong(hubAddresses, address)
    if (isKnown()) return true
    await lookUp()
    return isKnown()
  }

  return {
    mayCall,
    async isTheirs(text) {
      const url = urlOf(text)
      if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:') || `${url.username}${url.password}`)
        return false
      return hostOf(url) === hubName || mayCall(hostOf(url))
    },
  }
}

async function everyAddress(name: string): Promise<readonly string[]> {
  const found = await lookup(name, { all: true }).catch(() => [])
  return found.map(({ address }) => address)
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', prefix] = network.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (prefix === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(prefix), family)
  }
  return list
}

function isAmong(list: BlockList, address: string): boolean {
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}
