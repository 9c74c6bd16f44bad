import type { IncomingMessage } from 'node:http'
import { type BlockList, isIP } from 'node:net'
import { isAmong, networks } from '#engine/networks'

/** Tells whether one of these stands at the other end of a connection, whatever headers say. */
export function comesFrom(trusted: readonly string[]): (request: Pick<IncomingMessage, 'socket'>) => boolean {
  const list = networks(trusted)
  return ({ socket }) => isAmong(list, socket.remoteAddress ?? '')
}

/** Whose request it is: what the trusted proxies say that they handed on, else whoever is connected. */
export function addressBefore(trusted: BlockList, { headers, socket }: IncomingMessage): string {
  const hops = `${headers['x-forwarded-for'] ?? ''}`.split(',').map((hop) => hop.trim())
  let address = socket.remoteAddress ?? ''
  while (isAmong(trusted, address) && isIP(hops.at(-1) ?? '') !== 0) address = hops.pop() ?? ''
  return address
}
