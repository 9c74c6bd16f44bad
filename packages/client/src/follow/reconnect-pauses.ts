import type { BatonFailure } from '../hub/failure.ts'

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 15_000
/** A hub that does not know who asks will know no more in a moment. */
const REFUSED_PAUSE_MS = 30_000
const STEADY_AFTER_MS = 5_000
const MAX_DOUBLINGS = 10

/** How long to wait between one stream and the next try: longer each time, and never the same for many clients. */
export interface ReconnectPauses {
  /** Before the next try. At least as long as the hub asked for. */
  after(failure: BatonFailure | null): number
  /** A stream has ended that lasted so long: behind a steady one the pauses are short again. */
  lasted(ms: number): void
  beginAnew(): void
}

/** `chance` is between 0 and 1, and spreads the tries of many clients. */
export function reconnectPauses(chance: () => number): ReconnectPauses {
  let failures = 0
  const beginAnew = () => {
    failures = 0
  }
  return {
    after(failure) {
      const signedOut = failure?.code === 'auth.required' || failure?.code === 'auth.wrong-token'
      if (signedOut) return REFUSED_PAUSE_MS
      const longest = Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS)
      failures = Math.min(failures + 1, MAX_DOUBLINGS)
      return Math.max(failure?.retryAfterMs ?? 0, longest * (0.5 + chance() / 2))
    },
    lasted(ms) {
      if (ms > STEADY_AFTER_MS) beginAnew()
    },
    beginAnew,
  }
}
