// Where the hub may call: an owner names an address, and the hub asks it from inside the house. Rules CB1 to CB4 in
// docs/protocol/devices.md.
import { isAmong, judgedAddress, networks, ownAddresses } from '#engine/networks'

const PRIVATE = networks(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'])

/** Asked before each call, since a machine's networks change. */
export type MayBeCalled = (address: string) => boolean

/** What the settings name, else the private networks that this machine stands in. */
export function allowedNetworks(named: readonly string[] | undefined): MayBeCalled {
  const configured = named && networks(named)
  return (address) => {
    const plain = judgedAddress(address)
    return plain !== null && isAmong(configured ?? ownNetworks(), plain)
  }
}

function ownNetworks() {
  return networks(
    ownAddresses()
      .filter(({ internal, address }) => !internal && isAmong(PRIVATE, address))
      .flatMap(({ cidr }) => cidr ?? []),
  )
}
