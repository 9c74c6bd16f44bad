import type { Clock } from './clock.ts'

/** The hub's own time: it starts at the machine's, moves with the monotonic clock, and never runs backwards. */
export interface HubClock {
  now(): number
  /** An instant that the log already holds; the hub is never behind it again. */
  witness(instant: number): void
}

/** A step of the machine's clock changes nothing here until the hub starts again. */
export function hubClock(clock: Clock): HubClock {
  let offset = clock.wallMs() - clock.monotonicMs()
  const now = () => Math.floor(clock.monotonicMs() + offset)
  return {
    now,
    witness(instant) {
      if (instant > now()) offset = instant - clock.monotonicMs()
    },
  }
}
