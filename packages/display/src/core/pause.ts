import type { Clock } from '@baton/client'

/** Waits, or ends early without an error when the signal aborts. */
export function pause(clock: Pick<Clock, 'after'>, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = () => {
      cancel()
      signal.removeEventListener('abort', done)
      resolve()
    }
    const cancel = clock.after(ms, done)
    signal.addEventListener('abort', done)
  })
}

/** How long to wait before the next try: longer each time, and never the same for many displays. */
export interface Pauses {
  next(): number
  reset(): void
}

/** `chance` is between 0 and 1. */
export function pauses(firstMs: number, longestMs: number, chance: () => number): Pauses {
  let ms = firstMs
  return {
    next() {
      const wait = ms * (0.5 + chance() / 2)
      ms = Math.min(ms * 2, longestMs)
      return wait
    },
    reset() {
      ms = firstMs
    },
  }
}
