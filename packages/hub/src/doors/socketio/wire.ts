import type { Socket as EngineSocket } from 'engine.io'
import type { Socket } from 'socket.io'
import type { Document } from './document.ts'
import type { Message } from './message.ts'

/** So much may wait in a connection for a client that takes nothing; one that lets more wait is cut off. */
const MOST_WAITING = 256

/** What one client is written to. Whoever has much to tell waits for `room` before each message. */
export class Wire {
  readonly #socket: Socket
  readonly #conn: EngineSocket
  /** Written since the connection had taken everything. */
  #waiting = 0

  constructor(socket: Socket) {
    this.#socket = socket
    // Declared as another package's type for connections that are no sockets of this server.
    this.#conn = socket.conn as EngineSocket
    this.#conn.on('drain', () => {
      this.#waiting = 0
    })
  }

  get isOpen(): boolean {
    return this.#socket.connected
  }

  tell(event: string, document: Document): void {
    if (!this.isOpen) return
    this.#waiting++
    this.#socket.emit(event, document)
    this.#cutIfTooMuchWaits()
  }

  /** What many are told, in its place behind what was told before. */
  send({ packet, options }: Message): void {
    if (!this.isOpen) return
    this.#waiting++
    this.#conn.write(packet, options)
    this.#cutIfTooMuchWaits()
  }

  /** Only if the client would have it at once: what comes later makes it worthless. */
  tellNow(event: string, document: Document): void {
    if (this.isOpen && this.#conn.transport.writable) this.#socket.volatile.emit(event, document)
  }

  /** The client has taken what was written, or is gone. */
  get hasRoom(): boolean {
    return !this.isOpen || this.#conn.transport.writable
  }

  /** Resolves when there is room. */
  async room(): Promise<void> {
    while (!this.hasRoom) await this.#change()
  }

  cut(): void {
    this.#socket.disconnect(true)
  }

  #cutIfTooMuchWaits(): void {
    if (this.#waiting > MOST_WAITING) this.cut()
  }

  #change(): Promise<void> {
    const conn = this.#conn
    const { transport } = conn
    return new Promise((resolve) => {
      const done = () => {
        transport.off('ready', done)
        conn.off('upgrade', done)
        conn.off('close', done)
        resolve()
      }
      transport.on('ready', done)
      conn.on('upgrade', done)
      conn.on('close', done)
    })
  }
}
