import type { Clock } from '@baton/client'

/** Clocks that differ by less are the same: answers tell whole seconds. */
const SAME_WITHIN_MS = 2_000
const HALF_SECOND_MS = 500
/** A machine that believes itself before this has no clock. */
const PLAUSIBLE_FROM = Date.UTC(2026, 0, 1)
/** What a display without a clock says. */
export const UNSYNCED = '1970-01-01T00:00:00Z'

/** The hub's time, as far as its answers told it: many a tablet has a clock that is wrong. */
export interface HubClock {
  /** Milliseconds since 1970. */
  now(): number
  /** An instant as the hub is told it. */
  stamp(instant: number): string
  /** The header `Date` of an answer that has just come. */
  heard(date: string | null): void
}

export function hubClock(clock: Pick<Clock, 'wall'>): HubClock {
  let aheadMs = 0
  return {
    now: () => clock.wall() + aheadMs,
    stamp: (instant) => (instant < PLAUSIBLE_FROM ? UNSYNCED : new Date(instant).toISOString()),
    heard(date) {
      const told = date === null ? Number.NaN : Date.parse(date)
      if (Number.isNaN(told)) return
      const difference = told + HALF_SECOND_MS - clock.wall()
      aheadMs = Math.abs(difference) < SAME_WITHIN_MS ? 0 : difference
    },
  }
}
