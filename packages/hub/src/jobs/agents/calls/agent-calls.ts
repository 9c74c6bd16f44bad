import { type IncomingMessage, type RequestOptions, request } from 'node:http'
import type { AgentPlace } from '../network/agent-address.ts'
import type { MayBeCalled } from '../network/allowed-networks.ts'

/** So long an agent may take to answer, everything included. */
export const ANSWERS_WITHIN_MS = 5_000
const MAX_ANSWER_BYTES = 64 * 1024

export interface AgentAnswer {
  /** As JSON, whatever it is called; null for what is none. */
  readonly body: unknown
  /** Of this machine, as the agent sees it. */
  readonly ownAddress: string
}

/** Null: there was no answer in time, or one that says that it went wrong. */
export type CallAgent = (
  method: 'GET' | 'POST',
  path: string,
  body?: Readonly<Record<string, unknown>>,
) => Promise<AgentAnswer | null>

export interface CallParts {
  readonly mayBeCalled: MayBeCalled
  readonly signal: AbortSignal
  readonly withinMs?: number
}

/**
 * Calls one agent, at the address that was looked up when it was added, one connection a call. A redirect counts as an
 * error, and of a long answer nothing is read.
 */
export function callsTo({ baseUrl, address }: AgentPlace, parts: CallParts): CallAgent {
  const { mayBeCalled, signal, withinMs = ANSWERS_WITHIN_MS } = parts
  const { host, port } = new URL(baseUrl)
  return async (method, path, body) => {
    if (signal.aborted || !mayBeCalled(address)) return null
    const text = body && JSON.stringify(body)
    try {
      return await asked(
        {
          host: address,
          port: port || '80',
          path,
          method,
          agent: false,
          signal: AbortSignal.any([signal, AbortSignal.timeout(withinMs)]),
          headers: {
            host,
            accept: 'application/json',
            ...(text !== undefined && {
              'content-type': 'application/json',
              'content-length': Buffer.byteLength(text),
            }),
          },
        },
        text,
      )
    } catch {
      return null
    }
  }
}

function asked(options: RequestOptions, text: string | undefined): Promise<AgentAnswer | null> {
  return new Promise((resolve, reject) => {
    const asking = request(options, (answer) => {
      const { statusCode = 0, socket } = answer
      const ownAddress = socket.localAddress ?? ''
      readAll(answer).then(
        (body) => resolve(statusCode >= 200 && statusCode < 300 ? { body: jsonOf(body), ownAddress } : null),
        reject,
      )
    })
    asking.on('error', reject)
    asking.end(text)
  })
}

async function readAll(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length
    // Leaving the loop destroys the connection.
    if (size > MAX_ANSWER_BYTES) throw new Error('The answer of the agent is too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
