// The buttons of a box: another program of the same machine says here which one was pressed. Rule BX28.
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Ask, isFailure } from '@baton/client'
import type { Log } from '../log/log.ts'
import { AgentProblem } from '../problem.ts'

export interface ButtonsParts {
  /** 0: any that is free. */
  readonly port: number
  readonly press: (ask: Ask) => Promise<unknown>
  readonly log: Log
}

export interface Buttons extends AsyncDisposable {
  readonly port: number
}

const MOST_CONNECTIONS = 8
const TIMES = { requestTimeout: 5_000, headersTimeout: 5_000, keepAliveTimeout: 1_000 } as const

/** Listens on this machine alone. Throws an AgentProblem where it cannot. */
export async function buttons({ port, press, log }: ButtonsParts): Promise<Buttons> {
  const server = createServer({ ...TIMES, maxHeaderSize: 8_192 }, (request, response) => {
    request.resume()
    answer(request).then(
      (status) => response.writeHead(status, { 'content-length': 0 }).end(),
      (error: unknown) => {
        log.warn(`A button did nothing: ${isFailure(error) ? error.code : String(error)}`)
        response.writeHead(isFailure(error) ? 409 : 500, { 'content-length': 0 }).end()
      },
    )
  })
  server.maxConnections = MOST_CONNECTIONS

  /** A web page that some browser of this machine shows has an origin, or another name for it. */
  async function answer({ method, url = '', headers }: IncomingMessage): Promise<number> {
    if (headers.origin !== undefined || !/^(localhost|127\.0\.0\.1)(:\d+)?$/.test(headers.host ?? ''))
      return 403
    if (method !== 'POST') return 405
    const ask = askOf(url)
    if (ask === null) return 404
    await press(ask)
    return 204
  }

  server.listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new AgentProblem('agent.buttons', `The buttons cannot be heard at port ${port}: ${String(error)}`)
  }
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function askOf(url: string): Ask | null {
  const { pathname, searchParams } = new URL(url, 'http://box')
  switch (pathname) {
    case '/play':
      return { type: 'session.play' }
    case '/pause':
      return { type: 'session.pause' }
    case '/toggle':
      return { type: 'session.toggle' }
    case '/next':
      return { type: 'session.next' }
    case '/previous':
      return { type: 'session.prev' }
    case '/volume': {
      const level = searchParams.get('level') ?? ''
      return /^(100|\d{1,2})$/.test(level) ? { type: 'session.set-volume', volume: Number(level) } : null
    }
    default:
      return null
  }
}
