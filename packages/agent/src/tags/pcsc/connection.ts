import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import type { Clock } from '@baton/client'
import {
  type PcscCommand,
  PROTOCOL_MAJOR,
  PROTOCOL_MINOR,
  readVersion,
  request,
  SUCCESS,
  VERSION_BYTES,
  versionOf,
} from './messages.ts'

/** A service that stands still is as good as none. */
const ANSWERS_WITHIN_MS = 5_000

/** One conversation with pcscd. It is one question after the other. */
export interface PcscConnection extends Disposable {
  /** Its answer of that many bytes. Rejects when the service is gone, or does not answer within 5 s. */
  ask(command: PcscCommand, body: Buffer, answerBytes: number, more?: Buffer): Promise<Buffer>
  /** The next bytes that it says, without end if there is no `withinMs`. */
  take(bytes: number, withinMs?: number): Promise<Buffer>
  /** What it has said beyond that. */
  takeRest(): Buffer
}

/** Why pcscd cannot be talked to: it is not there, or it does not let this user in. */
export class PcscFailure extends Error {
  readonly state: 'no-service' | 'no-permission'

  constructor(state: PcscFailure['state'], message: string) {
    super(message)
    this.name = 'PcscFailure'
    this.state = state
  }
}

export interface PcscService {
  /** Speaks the version of the protocol that the service speaks. Throws a PcscFailure. */
  connect(): Promise<PcscConnection>
}

export interface PcscServiceParts {
  /** The socket of the service. */
  readonly path: string
  readonly clock: Clock
  /** Ends all connections. */
  readonly signal: AbortSignal
}

export function pcscService(parts: PcscServiceParts): PcscService {
  // Asked for another version than its own it complains in the machine's journal: once is enough.
  let minor = PROTOCOL_MINOR

  async function connect(): Promise<PcscConnection> {
    const first = await open(parts)
    const offered = await agree(first, minor)
    if (offered.result === SUCCESS) return first
    first[Symbol.dispose]()
    const isKnown = offered.major === PROTOCOL_MAJOR && offered.minor >= PROTOCOL_MINOR
    if (isKnown && offered.minor !== minor) {
      const second = await open(parts)
      if ((await agree(second, offered.minor)).result === SUCCESS) {
        minor = offered.minor
        return second
      }
      second[Symbol.dispose]()
    }
    throw new PcscFailure(
      'no-service',
      `pcscd speaks version ${offered.major}.${offered.minor} of its protocol, which is not known`,
    )
  }
  return { connect }
}

async function agree(connection: PcscConnection, minor: number) {
  try {
    return readVersion(await connection.ask('version', versionOf(minor), VERSION_BYTES))
  } catch (error) {
    connection[Symbol.dispose]()
    // It takes the connection and hangs up where polkit does not let this user in.
    const isShut = error instanceof PcscFailure && error.message === GONE
    throw isShut
      ? new PcscFailure('no-permission', 'pcscd hangs up: polkit does not let this user in')
      : error
  }
}

const GONE = 'pcscd is gone'
const MOST_UNREAD_BYTES = 262_144

async function open({ path, clock, signal }: PcscServiceParts): Promise<PcscConnection> {
  const socket = createConnection(path)
  try {
    await once(socket, 'connect', { signal })
  } catch (error) {
    socket.destroy()
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EACCES' || code === 'EPERM')
      throw new PcscFailure('no-permission', `${path} may not be opened by this user`)
    throw new PcscFailure('no-service', `pcscd does not run: ${code ?? String(error)} of ${path}`)
  }
  return conversation(socket, clock, signal)
}

interface Waiting {
  readonly bytes: number
  readonly resolve: (answer: Buffer) => void
  readonly reject: (error: Error) => void
}

function conversation(socket: Socket, clock: Clock, signal: AbortSignal): PcscConnection {
  let heard = Buffer.alloc(0)
  let waiting: Waiting | null = null
  let isOver = false

  const end = () => {
    isOver = true
    signal.removeEventListener('abort', end)
    socket.destroy()
    const left = waiting
    waiting = null
    left?.reject(new PcscFailure('no-service', GONE))
  }
  const serve = () => {
    const next = waiting
    if (next === null || heard.length < next.bytes) return
    waiting = null
    const answer = heard.subarray(0, next.bytes)
    heard = heard.subarray(next.bytes)
    next.resolve(answer)
  }
  socket.on('data', (bytes: Buffer) => {
    heard = Buffer.concat([heard, bytes])
    if (heard.length > MOST_UNREAD_BYTES) end()
    else serve()
  })
  socket.on('error', end)
  socket.on('close', end)
  signal.addEventListener('abort', end)
  if (signal.aborted) end()

  const take = (bytes: number, withinMs?: number) =>
    new Promise<Buffer>((resolve, reject) => {
      if (isOver) return reject(new PcscFailure('no-service', GONE))
      const cancel =
        withinMs === undefined
          ? () => {}
          : clock.after(withinMs, () => {
              reject(new PcscFailure('no-service', 'pcscd does not answer'))
              end()
            })
      waiting = {
        bytes,
        resolve: (answer) => {
          cancel()
          resolve(answer)
        },
        reject: (error) => {
          cancel()
          reject(error)
        },
      }
      serve()
    })
  return {
    take,
    takeRest() {
      const rest = heard
      heard = Buffer.alloc(0)
      return rest
    },
    ask(command, body, answerBytes, more) {
      if (!isOver) socket.write(request(command, body, more))
      return take(answerBytes, ANSWERS_WITHIN_MS)
    },
    [Symbol.dispose]: end,
  }
}
