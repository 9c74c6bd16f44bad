import type { Clock } from '@baton/client'

interface Timer {
  readonly at: number
  readonly call: () => void
}

/** A clock that stands still until it is advanced; timers then call in their order, each at its own instant. */
export class FakeClock implements Clock {
  #now = 1_000
  #wall = 1_790_000_000_000
  #timers: Timer[] = []

  now = (): number => this.#now
  wall = (): number => this.#wall

  after = (ms: number, call: () => void): (() => void) => {
    const timer = { at: this.#now + Math.max(0, ms), call }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  /** Lets time pass, with the promises that its timers settle. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    await settled()
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#move(next.at)
      this.#timers = this.#timers.filter((timer) => timer !== next)
      next.call()
      await settled()
    }
    this.#move(end)
  }

  /** The machine sleeps: its timers and the clock behind them stand still. */
  sleep(ms: number): void {
    this.#wall += ms
  }

  #next(end: number): Timer | undefined {
    return this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0]
  }

  #move(to: number): void {
    this.#wall += to - this.#now
    this.#now = to
  }
}

/** Everything that was promised so far, and follows at once, has happened. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve()
  await new Promise((resolve) => setImmediate(resolve))
}
