// When quiet hours begin and end, as instants. Spans are of clocks on a wall: where these are put forward or back, a
// span is longer or shorter than it looks.
import type { QuietHours, QuietSpan, QuietSpans } from '@baton/protocol'
import { shownIn } from './zones.ts'

/** Within it the ceiling is the same throughout, and just outside of it another one. */
export interface QuietWindow {
  readonly from: number
  readonly until: number
  readonly maxVolume: number
}

/** Beyond this nothing is looked for: within a week each span comes again. */
const AHEAD_DAYS = 8
/** A span lasts a day at most; one that joins it may have begun before. */
const BACK_DAYS = 2

/** Of these spans, or, where there are none of its own, of those of the household. */
export type WindowOf = (own: QuietSpans | null) => QuietWindow | null

/**
 * By the clocks of this household at this instant, which may be ahead of `now`; the window is told in the time of `now`.
 * The same spans are looked at once, however many devices have them.
 */
export function windowsAt(
  { zone, spans }: QuietHours,
  { now, wallAheadMs }: { readonly now: number; readonly wallAheadMs: number },
): WindowOf {
  const found = new Map<string, QuietWindow | null>()
  return (own) => {
    const wanted = own ?? spans
    const key = JSON.stringify(wanted)
    const known = found.get(key)
    if (known !== undefined) return known
    const shown = windowAt({ zone, spans: wanted }, now + wallAheadMs)
    const window = shown && {
      ...shown,
      from: shown.from - wallAheadMs,
      until: shown.until - wallAheadMs,
    }
    found.set(key, window)
    return window
  }
}

/**
 * The window that holds at this instant, else the next one; null: there is none, as where the hub does not know the
 * zone. Where spans overlap the lowest ceiling holds. One that never ends ends for the time being after a week.
 */
export function windowAt({ zone, spans }: QuietHours, now: number): QuietWindow | null {
  if (zone === null || spans.length === 0) return null
  const today = shownIn(zone, now)?.toPlainDate()
  if (!today) return null
  const intervals = intervalsOf(zone, spans, today)
  const edges = [...new Set(intervals.flatMap(({ from, until }) => [from, until]))].sort((a, b) => a - b)
  const windows: QuietWindow[] = []
  for (const [nth, from] of edges.slice(0, -1).entries()) {
    const until = edges[nth + 1] as number
    const maxVolume = ceilingAt(intervals, from)
    const last = windows.at(-1)
    if (maxVolume === null) continue
    if (last?.until === from && last.maxVolume === maxVolume) windows[windows.length - 1] = { ...last, until }
    else windows.push({ from, until, maxVolume })
  }
  return windows.find(({ until }) => until > now) ?? null
}

function ceilingAt(intervals: readonly QuietWindow[], instant: number): number | null {
  const holding = intervals.filter(({ from, until }) => from <= instant && instant < until)
  return holding.length === 0 ? null : Math.min(...holding.map(({ maxVolume }) => maxVolume))
}

function intervalsOf(
  zone: string,
  spans: readonly QuietSpan[],
  today: Temporal.PlainDate,
): readonly QuietWindow[] {
  const days = Array.from({ length: BACK_DAYS + AHEAD_DAYS + 1 }, (_, n) =>
    today.add({ days: n - BACK_DAYS }),
  )
  return days.flatMap((day) =>
    spans
      .filter((span) => span.days.includes(day.dayOfWeek))
      .map(({ from, to, maxVolume }) => ({
        from: instantOf(day, from, zone, 'earlier'),
        until: instantOf(to > from ? day : day.add({ days: 1 }), to, zone, 'later'),
        maxVolume,
      }))
      .filter(({ from, until }) => from < until),
  )
}

/** When clocks show this time: of two such instants the named one, and where they skip it, when they do. */
function instantOf(day: Temporal.PlainDate, time: string, zone: string, ofTwo: 'earlier' | 'later'): number {
  const shown = day.toPlainDateTime(time)
  const found = shown.toZonedDateTime(zone, { disambiguation: ofTwo })
  if (found.toPlainDateTime().equals(shown)) return found.epochMilliseconds
  const before = shown.toZonedDateTime(zone, { disambiguation: 'earlier' })
  return (before.getTimeZoneTransition('next') ?? before).epochMilliseconds
}
