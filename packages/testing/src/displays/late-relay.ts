import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { freePort } from '../machine/ports.ts'

/** A way to a port on which nothing is until it is opened, and which can swallow what comes back. */
export interface LateRelay extends AsyncDisposable {
  readonly port: number
  open(): Promise<void>
  /** Of what is answered from now on nothing comes through, over those connections that stand now. */
  swallow(): void
  /** Ends those connections. */
  cut(): void
}

export async function lateRelay(target: number): Promise<LateRelay> {
  const pairs = new Set<readonly [Socket, Socket]>()
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1')
    const pair = [near, far] as const
    pairs.add(pair)
    near.pipe(far)
    far.pipe(near)
    for (const one of pair) {
      one.on('error', () => {})
      one.on('close', () => {
        pairs.delete(pair)
        for (const other of pair) other.destroy()
      })
    }
  })
  const port = await freePort()
  const cut = () => {
    for (const [near] of [...pairs]) near.destroy()
  }
  return {
    port,
    async open() {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
    },
    swallow() {
      for (const [near, far] of pairs) {
        far.unpipe(near)
        far.resume()
      }
    },
    cut,
    async [Symbol.asyncDispose]() {
      cut()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
