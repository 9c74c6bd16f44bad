import type { Socket } from 'node:net'
import { frameOf, frameReader, upgradeRequest } from './web-socket.ts'
import { openSocket } from './wire.ts'

const PATH = '/socket.io/?EIO=4&transport=websocket'
const HEAD_END = '\r\n\r\n'
/** What a message begins with, in the words of the protocol. */
const OPEN = '0'
const CONNECTED = '40'
const REFUSED = '44'
const TOLD = '42'
const PONG = frameOf('3')

export interface SocketIoOptions {
  readonly port: number
  /** Null: the server asks nobody who it is. */
  readonly token: string | null
  /** The beginning of each event; must not keep it. */
  readonly onTold?: (beginning: string) => void
  /** Everything that comes once it is connected, as it comes; must not keep it. */
  readonly onBytes?: (bytes: Buffer) => void
}

export interface SocketIo {
  readonly socket: Socket
  /** An event and what it brings, as JSON: `["event",{...}]`. */
  send(event: string): void
}

/** One client of Socket.IO over WebSocket. It answers pings, and looks at no more of what it is told than it has to. */
export async function openSocketIo({ port, token, onTold, onBytes }: SocketIoOptions): Promise<SocketIo> {
  const connected = Promise.withResolvers<void>()
  let isUpgraded = false
  let isConnected = false
  let head = ''

  const frames = frameReader((beginning) => {
    const text = beginning.toString('latin1')
    if (text === '2') socket.write(PONG)
    else if (text.startsWith(TOLD)) onTold?.(text.slice(TOLD.length))
    else if (text.startsWith(OPEN))
      socket.write(frameOf(`40${token === null ? '' : JSON.stringify({ token })}`))
    else if (text.startsWith(CONNECTED)) {
      isConnected = true
      connected.resolve()
    } else if (text.startsWith(REFUSED)) connected.reject(new Error(`A socket was refused: ${text}`))
  })
  const upgrade = (bytes: Buffer) => {
    head += bytes.toString('latin1')
    const end = head.indexOf(HEAD_END)
    if (end < 0) return
    if (!head.startsWith('HTTP/1.1 101'))
      connected.reject(new Error(`There is no WebSocket: ${head.slice(0, 200)}`))
    isUpgraded = true
    frames.read(Buffer.from(head.slice(end + HEAD_END.length), 'latin1'))
  }

  const socket = await openSocket(port, (bytes) => {
    if (!isUpgraded) return upgrade(bytes)
    if (isConnected) onBytes?.(bytes)
    frames.read(bytes)
  })
  socket.on('close', () => connected.reject(new Error('A socket was sent away.')))
  socket.on('error', connected.reject)
  socket.write(upgradeRequest(PATH))
  await connected.promise
  return { socket, send: (event) => void socket.write(frameOf(`${TOLD}${event}`)) }
}
