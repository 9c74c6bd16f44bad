import type { Socket } from 'node:net'

/** A socket that takes nothing for this long is given up. */
const STUCK_MS = 30_000

/** How long a socket has taken nothing of what waits for it. Asked now and then: progress counts, be it slow. */
export class Patience {
  readonly #socket: Pick<Socket, 'bytesWritten' | 'writableLength'>
  #taken = 0
  #since: number | null = null

  constructor(socket: Pick<Socket, 'bytesWritten' | 'writableLength'>) {
    this.#socket = socket
  }

  isOver(now: number): boolean {
    const { bytesWritten, writableLength } = this.#socket
    // What waits is among the bytes written, as Node counts them.
    const taken = bytesWritten - writableLength
    if (writableLength === 0 || taken !== this.#taken) this.#since = null
    this.#taken = taken
    if (writableLength === 0) return false
    this.#since ??= now
    return now - this.#since > STUCK_MS
  }
}
