import { once } from 'node:events'
import { connect } from 'node:net'

const ANSWERS_WITHIN_MS = 5_000

/** The address of this machine on its way to the hub, which is where the hub finds it; null where no hub answers. */
export async function ownAddressTowards(hub: string): Promise<string | null> {
  const { hostname, port, protocol } = new URL(hub)
  const socket = connect({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (protocol === 'https:' ? 443 : 80),
  })
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) })
    return socket.localAddress?.replace(/^::ffff:/i, '') ?? null
  } catch {
    return null
  } finally {
    socket.destroy()
  }
}
