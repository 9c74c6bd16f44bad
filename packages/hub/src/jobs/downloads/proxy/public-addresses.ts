// Where downloads may lead: rule DL8 in docs/protocol/downloads.md.
import { isIPv6 } from 'node:net'
import { isAmong, judgedAddress, networks, ownAddresses } from '#engine/networks'

/** Not for everybody, or for something else than a server (IANA's registries of special addresses). */
const SPECIAL_V4 = networks([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
])
/** All public ones lie in here, less the special ones below: other addresses in them hide an IPv4 address or are examples. */
const PUBLIC_V6 = networks(['2000::/3'])
const SPECIAL_V6 = networks(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'])
/** Asked for each connection, since a machine's addresses change. */
export type MayBeReached = (address: string) => boolean

/** Public addresses that are not this machine's own, and the networks that the settings name. */
export function reachableAddresses(named: readonly string[] = []): MayBeReached {
  const also = networks(named)
  return (address) => {
    const plain = judgedAddress(address)
    if (plain === null) return false
    return isAmong(also, plain) || (isPublic(plain) && !isOwn(plain))
  }
}

function isPublic(address: string): boolean {
  if (!isIPv6(address)) return !isAmong(SPECIAL_V4, address)
  return isAmong(PUBLIC_V6, address) && !isAmong(SPECIAL_V6, address)
}

function isOwn(address: string): boolean {
  return ownAddresses().some((own) => own.address === address)
}
