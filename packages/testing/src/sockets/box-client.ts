// A program that speaks Socket.IO with the field's own client, and keeps what it was told in the order in which it came.
import { io, type Socket } from 'socket.io-client'

const WAIT_MS = 60_000

export type Data = Readonly<Record<string, unknown>>

export interface Heard {
  readonly event: string
  // What a foreign server says has any shape: the tests look at it field by field.
  // biome-ignore lint/suspicious/noExplicitAny: documents of a wire
  readonly data: any
  readonly at: number
}

export interface BoxClient extends AsyncDisposable {
  readonly socket: Socket
  readonly heard: readonly Heard[]
  send(event: string, data?: Data): void
  /** The next event of that name, or of one of them, that was not asked for yet, and of which this is true. */
  next(event: string | readonly string[], isMeant?: (data: Heard['data']) => boolean): Promise<Heard['data']>
  /** Sends, and waits for `ack:op` or `err:op` with its id. */
  operate(operation: string, payload?: Data): Promise<Heard['data']>
}

export interface BoxClientOptions {
  readonly token?: string | null
  readonly transports?: readonly ('polling' | 'websocket')[]
  readonly headers?: Readonly<Record<string, string>>
}

export function boxClient(baseUrl: string, options: BoxClientOptions = {}): BoxClient {
  const { token = null, transports = ['websocket'], headers } = options
  const socket = io(baseUrl, {
    transports: [...transports],
    reconnection: false,
    forceNew: true,
    ...(token !== null && { auth: { token } }),
    ...(headers && { extraHeaders: { ...headers } }),
  })
  const heard: Heard[] = []
  const taken = new Set<Heard>()
  const listeners = new Set<() => void>()
  socket.onAny((event: string, data: unknown) => {
    heard.push({ event, data, at: performance.now() })
    for (const listener of listeners) listener()
  })
  socket.on('connect_error', (error) => {
    heard.push({ event: 'connect_error', data: error, at: performance.now() })
    for (const listener of listeners) listener()
  })
  socket.on('disconnect', (reason) => {
    heard.push({ event: 'disconnect', data: reason, at: performance.now() })
    for (const listener of listeners) listener()
  })

  const next: BoxClient['next'] = (event, isMeant = () => true) =>
    new Promise((resolve, reject) => {
      const events = [event].flat()
      const look = () => {
        const found = heard.find((one) => events.includes(one.event) && !taken.has(one) && isMeant(one.data))
        if (!found) return
        taken.add(found)
        done()
        resolve(found.data)
      }
      const done = () => {
        clearTimeout(timer)
        listeners.delete(look)
      }
      const timer = setTimeout(() => {
        done()
        const last = heard
          .slice(-15)
          .map(({ event: name, data }) => `${name} ${JSON.stringify(data)?.slice(0, 200)}`)
        reject(new Error(`waited in vain for ${event}; heard last:\n${last.join('\n')}`))
      }, WAIT_MS)
      listeners.add(look)
      look()
    })

  let count = 0
  return {
    socket,
    heard,
    send: (event, data = {}) => void socket.emit(event, data),
    next,
    operate(operation, payload = {}) {
      const id = String(payload.client_op_id ?? `${socket.id}-${++count}`)
      socket.emit(operation, { client_op_id: id, ...payload })
      const isIts = (data: Heard['data']) => data.client_op_id === id
      return next(['ack:op', 'err:op'], isIts)
    },
    async [Symbol.asyncDispose]() {
      socket.disconnect()
    },
  }
}

/** The names of what was heard, from that index on, without what comes by itself. */
export function namesOf({ heard }: BoxClient, from = 0): readonly string[] {
  return heard
    .slice(from)
    .map(({ event }) => event)
    .filter((event) => event !== 'state:track_position')
}
