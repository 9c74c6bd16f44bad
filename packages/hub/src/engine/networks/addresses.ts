// Addresses and networks, as connections are judged by them.
import { BlockList, isIP, isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'

/** Whatever the settings say: nothing that lives only on a wire, everywhere, or nowhere. */
const NEVER = networks(['0.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3', '::/128', 'fe80::/10', 'ff00::/8'])

/** Addresses and networks such as `10.0.0.0/8`, to ask whether an address is among them. Throws where one is neither. */
export function networks(texts: readonly string[]): BlockList {
  const list = new BlockList()
  for (const text of texts) {
    const [address = '', prefix] = text.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (prefix === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(prefix), family)
  }
  return list
}

/** An IPv4 address in the dress of an IPv6 one is what it is; what is no address is among none. */
export function isAmong(list: BlockList, address: string): boolean {
  return isIP(address) !== 0 && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}

/**
 * The address as it is judged: an IPv4 address in the dress of an IPv6 one is what it is. Null: it is none, or one to
 * which nothing ever connects.
 */
export function judgedAddress(address: string): string | null {
  const plain = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address
  return isIP(plain) === 0 || isAmong(NEVER, plain) ? null : plain
}

/** By what a client is counted: its address; of IPv6 its network, since one client has many addresses there. */
export function clientNetwork(ip: string): string {
  if (!ip.includes(':')) return ip
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)
  return mapped?.[1] ?? `${ip.split(':').slice(0, 4).join(':')}::/64`
}

/** This machine's own, as they are now. */
export function ownAddresses() {
  return Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
}
