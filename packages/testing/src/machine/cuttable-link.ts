import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A way to a TCP port of this machine that breaks where a test says, to the byte. */
export interface CuttableLink extends AsyncDisposable {
  readonly url: string
  /**
   * Resolved when so many more bytes have gone towards the port, which is then the end of it for now: what follows waits
   * for `heal`.
   */
  stopAfter(bytes: number): Promise<void>
  /** All connections break, and nothing of what waited arrives any more. */
  cut(): void
  heal(): void
}

export async function cuttableLink(port: number): Promise<CuttableLink> {
  const open = new Set<Socket>()
  let left = Number.POSITIVE_INFINITY
  let stopped: (() => void) | null = null
  const waiting = new Set<() => void>()

  const pass = async (from: Socket, to: Socket) => {
    for await (const piece of from as AsyncIterable<Buffer>) {
      let rest = piece
      while (rest.length > 0) {
        if (left === 0) await new Promise<void>((resolve) => waiting.add(resolve))
        if (to.destroyed) return
        const passing = rest.subarray(0, left)
        rest = rest.subarray(passing.length)
        left -= passing.length
        if (!to.write(passing)) await once(to, 'drain')
        if (left > 0) continue
        stopped?.()
        stopped = null
      }
    }
    to.end()
  }

  const server = createServer((near) => {
    const far = connect({ host: '127.0.0.1', port })
    const end = () => {
      near.destroy()
      far.destroy()
      open.delete(near)
    }
    open.add(near)
    for (const socket of [near, far]) socket.on('error', end).on('close', end)
    far.pipe(near)
    pass(near, far).catch(end)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const place = server.address()
  const listening = typeof place === 'object' && place ? place.port : 0

  const cut = () => {
    for (const socket of open) socket.destroy()
    open.clear()
  }
  return {
    url: `http://127.0.0.1:${listening}`,
    stopAfter(bytes) {
      left = bytes
      return new Promise((resolve) => {
        stopped = resolve
      })
    },
    cut,
    heal() {
      left = Number.POSITIVE_INFINITY
      for (const goOn of waiting) goOn()
      waiting.clear()
    },
    async [Symbol.asyncDispose]() {
      cut()
      server.close()
    },
  }
}
