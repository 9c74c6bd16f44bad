/** Time as the client needs it. Tests advance one by hand; everywhere else it is `systemClock()`. */
export interface Clock {
  /** Milliseconds since some start of its own; never jumps, never runs backwards. */
  now(): number
  /** Milliseconds since 1970 as this machine believes: only to tell ages across a reload, never sent. */
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
