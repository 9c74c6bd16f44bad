import { isIP, isIPv6 } from 'node:net'
import { bad } from './bad-value.ts'

export interface ListenAt {
  /** Null: every address of this machine. */
  readonly host: string | null
  /** 0: any that is free. */
  readonly port: number
}

const LARGEST_PORT = 65_535
const MOST_NETWORKS = 32

/** `9000`, `192.168.1.30:9000` or `[fd00::1]:9000`. */
export function listenAt(text: string | null): ListenAt | null {
  if (text === null) return null
  const [, host = null, port = ''] = /^(?:(.+):)?(\d{1,5})$/.exec(text) ?? []
  const plain = host?.replace(/^\[(.*)\]$/, '$1') ?? null
  const isGood = port !== '' && Number(port) <= LARGEST_PORT && (plain === null || isIP(plain) > 0)
  if (!isGood) throw bad('listen', 'has to be a port, or an address of this machine and a port')
  return { host: plain, port: Number(port) }
}

/** Addresses and networks, parted by commas. */
export function networksOf(text: string | null): readonly string[] {
  if (text === null) return []
  const parts = text.split(',').map((part) => part.trim())
  if (parts.length > MOST_NETWORKS || !parts.every(isNetwork))
    throw bad('callers', `has to be 1 to ${MOST_NETWORKS} addresses or networks, such as 192.168.1.0/24`)
  return parts
}

function isNetwork(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/')
  if (isIP(address) === 0 || more.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (isIPv6(address) ? 128 : 32))
}
