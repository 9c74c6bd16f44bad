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
    const { writableLength } = this.#socket
    if (writableLength === 0) {
      // The bytes are not counted: whatever waits next, its waiting begins when it is seen.
      this.#since = null
      return false
    }
    // What waits is among the bytes written, as Node counts them.
    const taken = this.#socket.bytesWritten - writableLength
    if (taken !== this.#taken) this.#since = null
    this.#taken = taken
    this.#since ??= now
    return now - this.#since > STUCK_MS
  }
}
