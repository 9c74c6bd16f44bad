import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export async function freePort(host = '127.0.0.1'): Promise<number> {
  const server = createServer().listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No port is free')
  return address.port
}

/** Waits until somebody takes connections there; throws what `died` says as soon as it says anything. */
export async function answers(
  port: number,
  died: () => string | null,
  { host = '127.0.0.1', withinMs = 15_000 } = {},
): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!(await takesConnections(port, host))) {
    const words = died()
    if (words !== null) throw new Error(words)
    if (performance.now() > deadline) throw new Error(`Nobody listens on port ${port}`)
    await sleep(10)
  }
}

function takesConnections(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host)
    const done = (taken: boolean) => {
      socket.destroy()
      resolve(taken)
    }
    socket.setTimeout(1_000, () => done(false))
    socket.once('connect', () => done(true))
    socket.once('error', () => done(false))
  })
}
