import type { Document } from './document.ts'

/** How Socket.IO begins an event of the default namespace, and engine.io a message. */
const EVENT = '2'
const MESSAGE = '4'
const TEXT_AND_LAST = 0x81

/** What engine.io's transports look at: over WebSocket the frame goes out as it is. */
interface SendOptions {
  readonly compress?: boolean
  readonly wsPreEncodedFrame: readonly Buffer[]
}

/**
 * An event as it goes over the wire, for any number of sockets: it is put into words once. Documents hold what JSON has,
 * and no bytes.
 */
export class Message {
  /** As Socket.IO has it, for transports that frame it themselves. */
  readonly packet: string
  readonly #frame: Buffer

  constructor(event: string, document: Document) {
    this.packet = `${EVENT}${JSON.stringify([event, document])}`
    this.#frame = textFrame(`${MESSAGE}${this.packet}`)
  }

  /** For one sending: engine.io writes into it. */
  get options(): SendOptions {
    return { wsPreEncodedFrame: [this.#frame] }
  }

  /** About as much memory it takes. */
  get bytes(): number {
    return this.packet.length + this.#frame.length
  }
}

/** One frame of WebSocket (RFC 6455), as servers send them: whole and without a mask. */
function textFrame(text: string): Buffer {
  const size = Buffer.byteLength(text)
  const head = headOf(size)
  const frame = Buffer.allocUnsafe(head.length + size)
  head.copy(frame)
  frame.write(text, head.length)
  return frame
}

function headOf(size: number): Buffer {
  if (size < 126) return Buffer.from([TEXT_AND_LAST, size])
  if (size <= 0xffff) {
    const head = Buffer.from([TEXT_AND_LAST, 126, 0, 0])
    head.writeUInt16BE(size, 2)
    return head
  }
  const head = Buffer.alloc(10)
  head.set([TEXT_AND_LAST, 127])
  head.writeBigUInt64BE(BigInt(size), 2)
  return head
}
