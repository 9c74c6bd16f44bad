import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, isIPv6 } from 'node:net'

/** Addresses and networks such as `10.0.0.0/8`, to ask whether an address is among them. */
export function networksOf(texts: readonly string[]): BlockList {
  const networks = new BlockList()
  for (const text of texts) {
    const [address = '', prefix] = text.split('/')
    if (isIP(address) === 0) continue
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (prefix === undefined) networks.addAddress(address, family)
    else networks.addSubnet(address, Number(prefix), family)
  }
  return networks
}

export function isAmong(networks: BlockList, address: string): boolean {
  return isIP(address) !== 0 && networks.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}

/** Whose request it is: what the trusted proxies say that they handed on, else whoever is connected. */
export function addressBefore(trusted: BlockList, { headers, socket }: IncomingMessage): string {
  const hops = `${headers['x-forwarded-for'] ?? ''}`.split(',').map((hop) => hop.trim())
  let address = socket.remoteAddress ?? ''
  while (isAmong(trusted, address) && isIP(hops.at(-1) ?? '') !== 0) address = hops.pop() ?? ''
  return address
}
