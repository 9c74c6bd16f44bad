import type { DeviceView, QuietSpan } from '@baton/protocol'
import { wallTimeOf } from '../hub/wall-time.ts'
import { strings } from '../strings/strings.ts'

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const
/** A Monday. */
const FIRST_DAY = Date.UTC(2024, 0, 1)
const DAY_MS = 86_400_000

/** `Mon`, `Monday`: a day of the week as the language writes it. */
export function weekdayText(day: number, length: 'short' | 'long'): string {
  const format = new Intl.DateTimeFormat(strings.ago.language, { weekday: length, timeZone: 'UTC' })
  return format.format(FIRST_DAY + (day - 1) * DAY_MS)
}

/** Of an instant of the hub `7:00`, and with its day where that is not the next one to come. */
export function timeText(instant: number): string {
  const at = wallTimeOf(instant)
  const isFar = at - Date.now() > DAY_MS
  const style: Intl.DateTimeFormatOptions = {
    hour: 'numeric',
    minute: '2-digit',
    ...(isFar && { weekday: 'short' }),
  }
  return new Intl.DateTimeFormat(strings.ago.language, style).format(at)
}

/** What holds on a device now, in a few words; null: nothing does. */
export function quietText({ quiet }: Pick<DeviceView, 'quiet'>): string | null {
  if (!quiet) return null
  if (!quiet.holds)
    return quiet.liftedUntil === null ? null : strings.quietHours.lifted(timeText(quiet.liftedUntil))
  const until = timeText(quiet.until)
  return quiet.maxVolume === 0
    ? strings.quietHours.until(until)
    : strings.quietHours.untilSoft(until, quiet.maxVolume)
}

/** What a device is held to, in a few words: a display has no volume. */
export function limitsLabel({ name, display }: Pick<DeviceView, 'name' | 'display'>): string {
  return display ? strings.quietHours.openOfDisplay(name) : strings.quietHours.open(name)
}

/** It may make no sound now. */
export function isSilent({ quiet }: Pick<DeviceView, 'quiet'>): boolean {
  return quiet?.holds === true && quiet.maxVolume === 0
}

export function ceilingText(maxVolume: number): string {
  return maxVolume === 0 ? strings.quietHours.silence : strings.quietHours.atMost(maxVolume)
}

/** One span in a line. */
export function spanText({ days, from, to, maxVolume }: QuietSpan): string {
  const ordered = WEEKDAYS.filter((day) => days.includes(day))
  const names = ordered.map((day) => weekdayText(day, 'short'))
  const when = ordered.length === WEEKDAYS.length ? strings.quietHours.everyDay : names.join(', ')
  return strings.quietHours.span(when, from, to, ceilingText(maxVolume))
}
