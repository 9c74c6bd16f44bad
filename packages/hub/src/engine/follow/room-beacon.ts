import type { BeaconSource } from '#domain'
import type { LoggedEvent } from '../ports/store.ts'
import { MAX_BUFFERED } from './follower.ts'

/**
 * What one followed room's beacon is made of, brought forward with each of its events. The snapshot that it starts from
 * may be older than what was read of the log meanwhile: until it comes, the room's events are kept to be put to it. No
 * more are kept than a follower may have waiting: whoever reads that snapshot is then given another.
 */
export class RoomBeacon {
  /** Every event of the room behind this number was heard: it is in the source, or among the kept ones. */
  #from: number
  #kept: LoggedEvent[] = []
  #source: BeaconSource | null = null

  /** From now on it hears every event of the room behind this number. */
  constructor(from: number) {
    this.#from = from
  }

  /** Null: not known yet. */
  get source(): BeaconSource | null {
    return this.#source
  }

  hear(event: LoggedEvent): void {
    if (event.seq <= this.#from) return
    if (this.#source) {
      this.#source = this.#source.after(event.event, event)
      this.#from = event.seq
      return
    }
    this.#kept.push(event)
    const dropped = this.#kept.length > MAX_BUFFERED ? this.#kept.shift() : undefined
    if (dropped) this.#from = dropped.seq
  }

  /** What happened up to this number is not told any more: only a later snapshot can be started from. */
  skipTo(seq: number): void {
    this.#source = null
    this.#kept = []
    this.#from = seq
  }

  /** The room at this number. One from before what is known is no news, or there is a hole behind it. */
  remember(source: BeaconSource, seq: number): void {
    if (seq < this.#from) return
    const behind = this.#kept.filter((event) => event.seq > seq)
    this.#kept = []
    this.#source = behind.reduce((now, event) => now.after(event.event, event), source)
    this.#from = behind.at(-1)?.seq ?? seq
  }
}
