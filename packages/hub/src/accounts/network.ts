import { createHmac } from 'node:crypto'
import { BlockList, isIP } from 'node:net'

const LOCAL = new BlockList()
for (const [net, prefix] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const) {
  LOCAL.addSubnet(net, prefix, 'ipv4')
}
LOCAL.addSubnet('fc00::', 7, 'ipv6')
LOCAL.addSubnet('fe80::', 10, 'ipv6')

/**
 * An address without the address: how far away it is, and a mark by which two can be told apart. The mark is keyed,
 * so that nobody who reads it can try all addresses.
 */
export function networkOf(address: string, key: Uint8Array): string {
  const plain = address.split('/', 1)[0] ?? ''
  const mark = createHmac('sha256', key).update(address).digest('hex').slice(0, 8)
  return `${distanceOf(plain)} ${mark}`
}

function distanceOf(address: string): 'this-machine' | 'local' | 'elsewhere' | 'unknown' {
  const version = isIP(address)
  if (version === 0) return 'unknown'
  if (address === '::1' || address.startsWith('127.')) return 'this-machine'
  return LOCAL.check(address, version === 4 ? 'ipv4' : 'ipv6') ? 'local' : 'elsewhere'
}
