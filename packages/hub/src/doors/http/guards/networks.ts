import type { IncomingMessage } from 'node:http'
import { type BlockList, isIP } from 'node:net'
import { isAmong } from '#engine/networks'

/** Whether whoever stands at the other end of the connection is among them, whatever headers say. */
export function comesFrom(trusted: BlockList, { socket }: Pick<IncomingMessage, 'socket'>): boolean {
  return isAmong(trusted, socket.remoteAddress ?? '')
}

/** Whose request it is: what the trusted proxies say that they handed on, else whoever is connected. */
export function addressBefore(trusted: BlockList, { headers, socket }: IncomingMessage): string {
  const hops = `${headers['x-forwarded-for'] ?? ''}`.split(',').map((hop) => hop.trim())
  let address = socket.remoteAddress ?? ''
  while (isAmong(trusted, address) && isIP(hops.at(-1) ?? '') !== 0) address = hops.pop() ?? ''
  return address
}
