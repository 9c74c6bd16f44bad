import { createConnection, type Socket } from 'node:net'
import { LARGEST_MESSAGE, type Message, readMessage, writtenMessage } from './messages.ts'
import type { DbusValue } from './types.ts'

export interface Answer {
  readonly signature?: string
  readonly body?: readonly DbusValue[]
}

/** What a caller is refused with: a name of D-Bus, such as `org.freedesktop.DBus.Error.UnknownMethod`. */
export class DbusRefusal extends Error {
  readonly errorName: string
  constructor(errorName: string, message: string) {
    super(message)
    this.errorName = errorName
  }
}

/** One connection to a bus, known to it. */
export interface BusConnection extends Disposable {
  /** Asks the bus itself. */
  ask(member: string, signature: string, body: readonly DbusValue[]): Promise<readonly DbusValue[]>
  signal(of: { readonly path: string; readonly interface: string; readonly member: string } & Answer): void
  /** Resolves when it is over, for whatever reason. */
  readonly over: Promise<void>
}

export interface BusOptions {
  readonly socketPath: string
  readonly uid: number
  /** Answers a call. What it throws is told to the caller. */
  readonly answer: (call: Message) => Answer | Promise<Answer>
}

const BUS = 'org.freedesktop.DBus'
const CONNECTS_WITHIN_MS = 5_000
const LONGEST_LINE = 1_024
/** So much may wait to be taken by the bus; a bus that takes nothing is left. */
const MOST_WAITING = 4 * LARGEST_MESSAGE

/** Connects, as the user of this process, and says hello. Rejects where there is no bus. */
export async function connectBus({ socketPath, uid, answer }: BusOptions): Promise<BusConnection> {
  const socket = createConnection({ path: socketPath })
  const late = setTimeout(() => socket.destroy(new Error('The bus does not answer')), CONNECTS_WITHIN_MS)
  const waiting = new Map<number, (message: Message | null) => void>()
  let serial = 0
  let rest: Buffer = Buffer.alloc(0)
  const over = new Promise<void>((resolve) => {
    socket.once('close', () => {
      for (const settle of waiting.values()) settle(null)
      waiting.clear()
      resolve()
    })
  })
  // It is told by the end of the connection.
  socket.on('error', () => {})

  const send = (message: Omit<Message, 'serial'>): number => {
    serial = (serial % 0xffffffff) + 1
    if (socket.writableLength > MOST_WAITING) socket.destroy()
    else if (!socket.destroyed) socket.write(writtenMessage({ ...message, serial }))
    return serial
  }

  async function ask(member: string, signature: string, body: readonly DbusValue[]) {
    if (socket.destroyed) throw new Error('The bus is gone')
    const path = '/org/freedesktop/DBus'
    const asked = send({
      ...{ kind: 'call', path, interface: BUS, member, destination: BUS },
      ...(signature !== '' && { signature, body }),
    })
    const message = await new Promise<Message | null>((resolve) => waiting.set(asked, resolve))
    if (message?.kind !== 'answer') throw new Error(message?.errorName ?? 'The bus is gone')
    return message.body ?? []
  }

  async function reply(call: Message): Promise<void> {
    const to = { replyTo: call.serial, ...(call.sender !== undefined && { destination: call.sender }) }
    try {
      const said = await answer(call)
      if (!call.isOneWay) send({ kind: 'answer', ...to, ...said })
    } catch (error) {
      const errorName = error instanceof DbusRefusal ? error.errorName : `${BUS}.Error.Failed`
      const body = [error instanceof Error ? error.message : String(error)]
      if (!call.isOneWay) send({ kind: 'error', ...to, errorName, signature: 's', body })
    }
  }

  function take(chunk: Buffer): void {
    rest = Buffer.concat([rest, chunk])
    try {
      for (let read = readMessage(rest); read; read = readMessage(rest)) {
        rest = rest.subarray(read.end)
        const { message } = read
        if (message?.kind === 'call') void reply(message)
        else if (message?.replyTo !== undefined) {
          waiting.get(message.replyTo)?.(message)
          waiting.delete(message.replyTo)
        }
      }
    } catch {
      socket.destroy()
    }
  }

  try {
    rest = await introduced(socket, uid)
    socket.on('data', take)
    const hello = ask('Hello', '', [])
    take(Buffer.alloc(0))
    await hello
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    clearTimeout(late)
  }
  return {
    ask,
    signal: ({ path, interface: own, member, signature, body }) =>
      void send({
        ...{ kind: 'signal', path, interface: own, member },
        ...(signature !== undefined && body !== undefined && { signature, body }),
      }),
    over,
    [Symbol.dispose]: () => void socket.destroy(),
  }
}

/** By the user that the kernel says that this is. What came behind the bus's word is given back. */
function introduced(socket: Socket, uid: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let said: Buffer = Buffer.alloc(0)
    const gone = () => reject(new Error('There is no bus'))
    const hear = (chunk: Buffer) => {
      said = Buffer.concat([said, chunk])
      const end = said.indexOf('\r\n')
      if (end < 0 && said.length < LONGEST_LINE) return
      socket.off('data', hear)
      socket.off('close', gone)
      if (!said.toString('latin1', 0, Math.max(0, end)).startsWith('OK')) {
        reject(new Error('The bus does not let this user in'))
        return
      }
      socket.write('BEGIN\r\n')
      resolve(said.subarray(end + 2))
    }
    socket.on('data', hear)
    socket.once('close', gone)
    socket.write(`\0AUTH EXTERNAL ${Buffer.from(String(uid)).toString('hex')}\r\n`)
  })
}
