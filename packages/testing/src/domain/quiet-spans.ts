import type { QuietSpan } from '@baton/protocol'

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/**
 * The lowest ceiling by what a clock in this zone shows, else null: said another way than the rules say it, to compare
 * both.
 */
export function ceilingByClock(spans: readonly QuietSpan[], zone: string, now: number): number | null {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  const time = `${part('hour')}:${part('minute')}`
  const day = DAYS.indexOf(part('weekday')) + 1
  const dayBefore = day === 1 ? 7 : day - 1
  const holding = spans.filter(({ days, from, to }) =>
    from < to
      ? days.includes(day) && from <= time && time < to
      : (days.includes(day) && time >= from) || (days.includes(dayBefore) && time < to),
  )
  return holding.length === 0 ? null : Math.min(...holding.map(({ maxVolume }) => maxVolume))
}
