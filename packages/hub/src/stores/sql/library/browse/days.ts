// Days as they are on somebody's clock: they begin at other instants where the clock is put forward and back.
import type { HistorySummaryQuery } from '@baton/protocol'

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

export interface Days {
  /** `YYYY-MM-DD`, oldest first; the last one is today. */
  readonly dates: readonly string[]
  /** When each of them begins. */
  readonly starts: readonly number[]
  /** The place of the day in which this instant lies: the last one that has begun, the first for what is older. */
  of(instant: number): number
}

export function daysOf({ days, zone, offset_minutes }: HistorySummaryQuery, now: number): Days {
  const offsetAt = zone === undefined ? () => offset_minutes * MINUTE_MS : offsetsOf(zone)
  const today = Math.floor((now + offsetAt(now)) / DAY_MS)
  const numbers = Array.from({ length: days }, (_, nth) => today - days + 1 + nth)
  const starts = numbers.map((number) => startOf(number * DAY_MS, offsetAt))
  return {
    dates: numbers.map((number) => new Date(number * DAY_MS).toISOString().slice(0, 10)),
    starts,
    of(instant) {
      const later = starts.findIndex((start) => start > instant)
      return later === -1 ? starts.length - 1 : Math.max(0, later - 1)
    },
  }
}

/** Of the instants that a clock may show as this midnight the earliest; where it shows none, the one that it skips to. */
function startOf(midnight: number, offsetAt: (instant: number) => number): number {
  const before = midnight - offsetAt(midnight - DAY_MS)
  const after = midnight - offsetAt(midnight + DAY_MS)
  const [first, second] = [Math.min(before, after), Math.max(before, after)]
  return first + offsetAt(first) >= midnight ? first : second
}

/** How far the clocks of a time zone are ahead of UTC. */
function offsetsOf(timeZone: string): (instant: number) => number {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  })
  return (instant) => {
    const parts = Object.fromEntries(
      clock.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
    )
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts
    const shown = Date.UTC(year, month - 1, day, hour, minute)
    return shown - Math.floor(instant / MINUTE_MS) * MINUTE_MS
  }
}
