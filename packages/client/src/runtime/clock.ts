/** Time as the client needs it. Tests advance one by hand; everywhere else it is `systemClock()`. */
export interface Clock {
  /** Milliseconds since some start of its own; never runs backwards. May stand still while the machine sleeps. */
  now(): number
  /** Milliseconds since 1970 as this machine believes: only to tell ages across a reload or a sleep, never sent. */
  wall(): number
  /** Calls once after `ms`, unless the returned function was called before. */
  after(ms: number, call: () => void): () => void
}

export function systemClock(): Clock {
  return {
    now: () => performance.now(),
    wall: () => Date.now(),
    after: (ms, call) => {
      const timer = setTimeout(call, ms)
      return () => clearTimeout(timer)
    },
  }
}

/** An instant by both clocks of this machine. */
export interface Moment {
  readonly now: number
  readonly wall: number
}

export function momentOf(clock: Clock): Moment {
  return { now: clock.now(), wall: clock.wall() }
}

/**
 * How long ago that was, at the least safe reading: the first clock stands still while some machines sleep, and the
 * second may be set back. Only one that is set forward makes an age longer than it is.
 */
export function ageMs(clock: Clock, { now, wall }: Moment): number {
  return Math.max(0, clock.now() - now, clock.wall() - wall)
}

/** Waits, or ends early without an error when the signal aborts. */
export function pause(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const done = () => {
      cancel()
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const cancel = clock.after(ms, done)
    signal?.addEventListener('abort', done)
  })
}
