// A small HTTP server for whoever may call this agent. Rule AG41 in docs/protocol/agent.md.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ListenAt } from '../config/listen.ts'
import { AgentProblem } from '../problem.ts'

export type Fields = Readonly<Record<string, unknown>>

export interface Reply {
  /** 200 by default. */
  readonly status?: number
  readonly success: boolean
  readonly message?: string
  readonly data?: Fields
}

/** By `METHOD /path`. */
export type Routes = Readonly<Record<string, (body: Fields) => Promise<Reply>>>

export interface RunningServer extends AsyncDisposable {
  readonly port: number
}

export interface ServerParts {
  readonly at: ListenAt
  readonly routes: Routes
  readonly mayCall: (address: string) => Promise<boolean>
  readonly say: (line: string) => void
}

const LARGEST_BODY = 16_384
const MOST_CONNECTIONS = 32
const TIMES = {
  requestTimeout: 10_000,
  headersTimeout: 5_000,
  keepAliveTimeout: 2_000,
  connectionsCheckingInterval: 2_000,
} as const

/** Throws an AgentProblem where it cannot listen there. */
export async function serve({ at, routes, mayCall, say }: ServerParts): Promise<RunningServer> {
  const server = createServer({ ...TIMES, maxHeaderSize: 8_192 }, (request, response) => {
    respond(request).then(
      (reply) => write(response, reply),
      (error: unknown) => {
        say(`A call went wrong: ${error instanceof Error ? error.message : String(error)}`)
        write(response, { status: 500, success: false })
      },
    )
  })
  server.maxConnections = MOST_CONNECTIONS

  async function respond(request: IncomingMessage): Promise<Reply> {
    const { method = '', url = '', headers, socket } = request
    // Whatever page a browser of the hub's machine shows is nobody who may call.
    if (headers.origin !== undefined || !(await mayCall(socket.remoteAddress ?? '')))
      return refusal(403, 'Only the hub may call here.')
    const [path = ''] = url.split('?')
    const route = Object.hasOwn(routes, `${method} ${path}`) ? routes[`${method} ${path}`] : undefined
    if (!route) return refusal(404, 'There is nothing here.')
    const text = await bodyOf(request)
    return text === null ? refusal(413, 'That is too much.') : route(fieldsOf(text))
  }

  await listen(server, at)
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function refusal(status: number, message: string): Reply {
  return { status, success: false, message }
}

async function listen(server: Server, { host, port }: ListenAt): Promise<void> {
  server.listen({ port, ...(host !== null && { host }) })
  try {
    await once(server, 'listening')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new AgentProblem(
      'agent.cannot-listen',
      `It cannot listen at ${host ?? 'every address'}, port ${port} (${code}).`,
    )
  }
}

/** Null: it is too long. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LARGEST_BODY) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/** JSON whatever it is called, or a form. */
function fieldsOf(text: string): Fields {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? (parsed as Fields) : {}
  } catch {
    return Object.fromEntries(new URLSearchParams(text))
  }
}

function write(response: ServerResponse, { status = 200, success, message = '', data = {} }: Reply): void {
  const text = JSON.stringify({ success, message, data })
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    // What was not read of a long body is for nobody.
    ...(status === 413 && { connection: 'close' }),
  })
  response.end(text)
}
