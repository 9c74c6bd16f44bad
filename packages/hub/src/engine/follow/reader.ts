import type { BeaconFrame, EventFrame, Room } from '@baton/protocol'

/** Something that a reader asked for while it follows, answered in its place among the frames. */
export interface Request {
  readonly type: 'join' | 'leave'
  readonly room: Room
}

/** So many requests wait for a reader that takes no answers. */
export const MAX_REQUESTS = 100

type TakeAtOnce = (frame: EventFrame | BeaconFrame) => boolean

/** Whoever takes the frames of one following, whatever logs they come from. */
export class Reader {
  readonly #takeAtOnce: TakeAtOnce
  #requests: Request[] = []
  #wake: (() => void) | null = null
  #over: PromiseWithResolvers<void> | null = null
  #isOver = false

  constructor(takeAtOnce: TakeAtOnce = () => false) {
    this.#takeAtOnce = takeAtOnce
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** Waits for this, but not beyond the end of the following. One at a time: its answers come one behind the other. */
  async unlessOver(awaited: Promise<void>): Promise<void> {
    if (this.#isOver) return
    // Made for this wait alone: what is waited with lasts no longer than it.
    this.#over = Promise.withResolvers()
    await Promise.race([awaited, this.#over.promise])
    this.#over = null
  }

  /** False: too many wait to be answered already. */
  ask(request: Request): boolean {
    if (this.#requests.length >= MAX_REQUESTS) return false
    this.#requests.push(request)
    this.wake()
    return true
  }

  nextRequest(): Request | undefined {
    return this.#requests.shift()
  }

  /** A reader that waits has had everything, so nothing can be overtaken. Its failure is its own: others follow too. */
  takesAtOnce(frame: EventFrame | BeaconFrame): boolean {
    if (this.#wake === null) return false
    try {
      return this.#takeAtOnce(frame)
    } catch {
      return false
    }
  }

  /** Waits until there is something to take. */
  news(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  wake(): void {
    const wake = this.#wake
    this.#wake = null
    wake?.()
  }

  end(): void {
    this.#isOver = true
    this.#over?.resolve()
    this.wake()
  }
}
