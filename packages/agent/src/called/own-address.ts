import { once } from 'node:events'
import { connect } from 'node:net'
import { hostOf, plainAddress } from './addresses.ts'

const ANSWERS_WITHIN_MS = 5_000

/** The address of this machine on its way to the hub, which is where the hub finds it; null where no hub answers. */
export async function ownAddressTowards(hub: string): Promise<string | null> {
  const url = new URL(hub)
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
  const socket = connect({ host: hostOf(url), port })
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) })
    return socket.localAddress === undefined ? null : plainAddress(socket.localAddress)
  } catch {
    return null
  } finally {
    socket.destroy()
  }
}
