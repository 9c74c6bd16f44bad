// A program that speaks Socket.IO with the field's own client, and keeps what it was told in the order in which it came.
import { io, type Socket } from 'socket.io-client'
import { hearing } from './hearing.ts'

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
  const {
    heard,
    hear,
    next: nextHeard,
  } = hearing<Heard>(({ event, data }) => `${event} ${JSON.stringify(data)?.slice(0, 200)}`)
  const hearNow = (event: string, data: unknown) => hear({ event, data, at: performance.now() })
  socket.onAny(hearNow)
  socket.on('connect_error', (error) => hearNow('connect_error', error))
  socket.on('disconnect', (reason) => hearNow('disconnect', reason))

  const next: BoxClient['next'] = async (event, isMeant = () => true) => {
    const events = [event].flat()
    const { data } = await nextHeard(events.join(), (one) => events.includes(one.event) && isMeant(one.data))
    return data
  }

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

const COMES_BY_ITSELF = new Set(['state:track_position', 'connect_response', 'switchboard_health_ping'])

/** The names of what was heard, from that index on, without what comes by itself. */
export function namesOf({ heard }: BoxClient, from = 0): readonly string[] {
  return heard
    .slice(from)
    .map(({ event }) => event)
    .filter((event) => !COMES_BY_ITSELF.has(event))
}
