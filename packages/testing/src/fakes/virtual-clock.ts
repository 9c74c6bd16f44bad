import type { Clock } from '@baton/hub/engine'

interface Timer {
  readonly at: number
  readonly order: number
  readonly task: () => void
}

/** Time that stands still until it is moved. Timers run in order, each followed by everything that it set going. */
export class VirtualClock implements Clock {
  #monotonic = 0
  #wallOffset: number
  #order = 0
  #timers = new Set<Timer>()

  constructor(wallMs = Date.UTC(2026, 0, 1)) {
    this.#wallOffset = wallMs
  }

  wallMs(): number {
    return this.#monotonic + this.#wallOffset
  }

  monotonicMs(): number {
    return this.#monotonic
  }

  after(delayMs: number, task: () => void): () => void {
    const timer = { at: this.#monotonic + Math.max(0, delayMs), order: this.#order++, task }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** The machine's clock is set; the monotonic one does not notice. */
  step(byMs: number): void {
    this.#wallOffset += byMs
  }

  /** Lets `ms` pass. */
  async advance(ms: number): Promise<void> {
    const until = this.#monotonic + ms
    await quiet()
    for (;;) {
      const next = this.#earliest(until)
      if (!next) break
      this.#timers.delete(next)
      this.#monotonic = Math.max(this.#monotonic, next.at)
      next.task()
      await quiet()
    }
    this.#monotonic = until
  }

  #earliest(until: number): Timer | null {
    let first: Timer | null = null
    for (const timer of this.#timers) {
      if (timer.at > until) continue
      if (!first || timer.at < first.at || (timer.at === first.at && timer.order < first.order)) first = timer
    }
    return first
  }
}

/** Waits until whatever was set going has come to rest: nothing here waits for the outside world. */
export async function quiet(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve))
}
