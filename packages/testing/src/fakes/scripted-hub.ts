import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { snapshotParts, vocabulary } from '@baton/hub/doors/sse'
import { type RoomState, toRest } from '@baton/protocol'

/** One open stream of frames, written to by the test. */
export interface ScriptedStream {
  readonly lastEventId: string | undefined
  readonly rooms: string | null
  say(name: string, id: string | null, document: object): void
  raw(text: string): void
  end(): void
  readonly closed: Promise<void>
}

/** What a request got as its answer; null cuts the connection without one. */
export type Answer = {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Record<string, string>
} | null

export interface ScriptedRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: unknown
}

/** A hub that says exactly what a test tells it to, over real HTTP. */
export interface ScriptedHub extends AsyncDisposable {
  readonly baseUrl: string
  readonly requests: readonly ScriptedRequest[]
  /** The next stream that a client opens. */
  stream(): Promise<ScriptedStream>
  answer(respond: (request: ScriptedRequest) => Answer): void
}

export async function scriptedHub(me: object): Promise<ScriptedHub> {
  const requests: ScriptedRequest[] = []
  const opened: ScriptedStream[] = []
  const waiting: ((stream: ScriptedStream) => void)[] = []
  let respond: (request: ScriptedRequest) => Answer = () => ({ status: 404 })

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://hub')
    if (url.pathname === '/events') {
      const stream = streamOf(request, response, url)
      const next = waiting.shift()
      if (next) next(stream)
      else opened.push(stream)
      return
    }
    void read(request).then((body) => {
      const { method = 'GET', headers } = request
      const asked = { method, path: url.pathname, query: url.searchParams, headers, body }
      requests.push(asked)
      const answer = url.pathname === '/me' ? { status: 200, body: toRest(me) } : respond(asked)
      if (answer === null) return request.socket.destroy()
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
      response.end(answer.body === undefined ? '' : JSON.stringify(answer.body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    baseUrl: `http://127.0.0.1:${port}`,
    requests,
    stream: () => {
      const ready = opened.shift()
      return ready ? Promise.resolve(ready) : new Promise((resolve) => waiting.push(resolve))
    },
    answer: (answering) => {
      respond = answering
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The document of a snapshot, as the SSE door writes it for whoever may fetch nothing. */
export function snapshotDocument(rooms: readonly RoomState[], stamp: Stamp): object {
  const { epoch, seq, serverTime: now } = stamp
  const ticketsOf = () => ({ current: null, next: null })
  const parts = snapshotParts(rooms, vocabulary(), { epoch, seq, now, ticketsOf, active: undefined })
  return Object.assign({}, toRest(stamp), ...parts)
}

interface Stamp {
  readonly epoch: string
  readonly seq: number
  readonly serverTime: number
}

function streamOf(request: IncomingMessage, response: ServerResponse, url: URL): ScriptedStream {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.flushHeaders()
  const header = request.headers['last-event-id']
  return {
    lastEventId: typeof header === 'string' ? header : undefined,
    rooms: url.searchParams.get('rooms'),
    say: (name, id, document) => {
      response.write(
        `event: ${name}\n${id === null ? '' : `id: ${id}\n`}data: ${JSON.stringify(document)}\n\n`,
      )
    },
    raw: (text) => void response.write(text),
    end: () => void response.destroy(),
    closed: new Promise((resolve) => response.on('close', resolve)),
  }
}

async function read(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request) text += chunk
  if (text === '') return null
  return request.headers['content-type']?.includes('json') ? JSON.parse(text) : text
}
