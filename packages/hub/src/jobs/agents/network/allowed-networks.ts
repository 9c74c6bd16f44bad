// Where the hub may call: an owner names an address, and the hub asks it from inside the house. Rules CB1 to CB4 in
// docs/protocol/devices.md.
import { BlockList, isIP, isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'

const PRIVATE = networks(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'])
/** Whatever the settings say: nothing that lives only on a wire, everywhere, or nowhere. */
const NEVER = networks(['0.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3', '::/128', 'fe80::/10', 'ff00::/8'])

/** Asked before each call, since a machine's networks change. */
export type MayBeCalled = (address: string) => boolean

/** What the settings name, else the private networks that this machine stands in. */
export function allowedNetworks(named: readonly string[] | undefined): MayBeCalled {
  const configured = named && networks(named)
  return (address) => {
    const plain = withoutMapping(address)
    if (isIP(plain) === 0 || isAmong(NEVER, plain)) return false
    return isAmong(configured ?? ownNetworks(), plain)
  }
}

function ownNetworks(): BlockList {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  return networks(
    own
      .filter(({ internal, address }) => !internal && isAmong(PRIVATE, address))
      .flatMap(({ cidr }) => cidr ?? []),
  )
}

function networks(texts: readonly string[]): BlockList {
  const list = new BlockList()
  for (const text of texts) {
    const [address = '', prefix] = text.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (prefix === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(prefix), family)
  }
  return list
}

function isAmong(list: BlockList, address: string): boolean {
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}

/** An IPv4 address in the dress of an IPv6 one is judged as what it is. */
function withoutMapping(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address
}
