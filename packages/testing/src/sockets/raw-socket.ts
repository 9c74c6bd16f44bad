// A WebSocket on which anything can be said to the Socket.IO door, as no client of the field would.
import { once } from 'node:events'
import { hearing } from './hearing.ts'

const WAIT_MS = 60_000
const PING = '2'
const PONG = '3'

export interface RawSocket extends AsyncDisposable {
  send(message: string): void
  /** The first message that looks like this and was not asked for yet. */
  next(pattern: RegExp): Promise<string>
  /** Resolves when the hub has ended it. Pings are answered until then. */
  ended(): Promise<unknown>
}

export async function rawSocket(
  baseUrl: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<RawSocket> {
  const url = `${baseUrl.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`
  // Node's own takes headers too, which browsers do not.
  const socket = new WebSocket(url, { headers } as unknown as string[])
  // An object each: the same may be said twice.
  const { hear, next } = hearing<{ readonly message: string }>(({ message }) => message.slice(0, 200))
  socket.addEventListener('message', ({ data }) => {
    if (data === PING) socket.send(PONG)
    hear({ message: String(data) })
  })
  const closed = new Promise((resolve) => socket.addEventListener('close', resolve))
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', () => reject(new Error('The WebSocket was refused')))
  })
  return {
    send: (message) => socket.send(message),
    async next(pattern) {
      const { message } = await next(String(pattern), (one) => pattern.test(one.message))
      return message
    },
    async ended() {
      const inVain = AbortSignal.timeout(WAIT_MS)
      await Promise.race([closed, once(inVain, 'abort')])
      if (inVain.aborted) throw new Error('waited in vain for the end')
    },
    async [Symbol.asyncDispose]() {
      socket.close()
    },
  }
}
