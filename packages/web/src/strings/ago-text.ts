import { strings } from './strings.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const SOON_MS = 6 * HOUR_MS

/** `just now`, `3 hours ago`, `yesterday`: how long ago, as people say it. Days begin at the midnight of whoever reads. */
export function agoText(at: number, now: number): string {
  const say = new Intl.RelativeTimeFormat(strings.ago.language, { numeric: 'auto' })
  const past = Math.max(0, now - at)
  if (past < MINUTE_MS) return strings.ago.now
  if (past < HOUR_MS) return say.format(-Math.floor(past / MINUTE_MS), 'minute')
  const days = Math.round((midnightOf(now) - midnightOf(at)) / (24 * HOUR_MS))
  if (days <= 0 || past < SOON_MS) return say.format(-Math.floor(past / HOUR_MS), 'hour')
  return say.format(-days, 'day')
}

function midnightOf(instant: number): number {
  return new Date(instant).setHours(0, 0, 0, 0)
}
