// The load generators' own HTTP: one raw socket, one request at a time, answers counted and never kept.
import { connect, type Socket } from 'node:net'

const CHUNK_BYTES = 256 * 1024
/** Shared by all sockets of the process: what is read is looked at before anything else is read. */
const CHUNK = Buffer.allocUnsafe(CHUNK_BYTES)
const HEAD_END = '\r\n\r\n'

/** `onChunk` must not keep the bytes: the next read overwrites them. */
export function openSocket(port: number, onChunk: (bytes: Buffer) => void): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: '127.0.0.1',
      port,
      noDelay: true,
      onread: {
        buffer: CHUNK,
        callback: (length) => {
          onChunk(CHUNK.subarray(0, length))
          return true
        },
      },
    })
    socket.once('connect', () => resolve(socket))
    socket.once('error', reject)
  })
}

export interface Answer {
  readonly statusCode: number
  readonly bytes: number
  /** Over a socket: how much else was told before. */
  readonly told?: number
}

/** A keep-alive connection. */
export interface Wire {
  ask(request: string): Promise<Answer>
  close(): void
}

export async function openWire(port: number): Promise<Wire> {
  let head = ''
  let answer: Answer | null = null
  let missing = 0
  let waiting: PromiseWithResolvers<Answer> | null = null

  const read = (bytes: Buffer) => {
    if (answer) missing -= bytes.length
    else begin(bytes)
    if (!answer || missing > 0) return
    const whole = answer
    const { promise: _, resolve } = waiting ?? Promise.withResolvers<Answer>()
    answer = null
    waiting = null
    resolve(whole)
  }

  const begin = (bytes: Buffer) => {
    const had = head.length
    // Heads are far shorter than this; the body's first bytes beside them do not matter.
    head += bytes.subarray(0, 8_192).toString('latin1')
    const end = head.indexOf(HEAD_END)
    if (end < 0) return
    const length = /\r\ncontent-length: *(\d+)/i.exec(head.slice(0, end + 2))?.[1]
    if (length === undefined) throw new Error('An answer without Content-Length cannot be counted.')
    answer = { statusCode: Number(head.slice(9, 12)), bytes: Number(length) }
    missing = answer.bytes - (bytes.length - (end + HEAD_END.length - had))
    head = ''
  }

  const socket = await openSocket(port, read)
  const broken = (error?: Error) => waiting?.reject(error ?? new Error('The connection was closed.'))
  socket.on('error', broken)
  socket.on('close', () => broken())

  return {
    ask(request) {
      waiting = Promise.withResolvers<Answer>()
      socket.write(request)
      return waiting.promise
    },
    close: () => socket.destroy(),
  }
}
