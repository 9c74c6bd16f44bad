import { strings } from './strings.ts'

/** `3:07`, `1:02:03`. An unknown length is shown as `-:--`. */
export function clockText(ms: number | null): string {
  if (ms === null) return '-:--'
  const total = Math.max(0, Math.floor(ms / 1000))
  const seconds = String(total % 60).padStart(2, '0')
  const minutes = Math.floor(total / 60) % 60
  const hours = Math.floor(total / 3600)
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`
}

/** `42 min`, `2 h 5 min`: how long a list lasts. */
export function lengthText(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return strings.count.seconds(seconds)
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return strings.count.minutes(minutes)
  return strings.count.hours(Math.floor(minutes / 60), minutes % 60)
}

/** `21 Nov 2026`: a day, as the language writes it. */
export function dayText(at: number): string {
  return new Intl.DateTimeFormat(strings.ago.language, { dateStyle: 'medium' }).format(at)
}

/** The same of a date such as `2026-11-21`; of none nothing. */
export function dateText(date: string | undefined): string {
  return date === undefined ? '' : dayText(Date.parse(`${date}T12:00:00`))
}

/** A day with the time of it. */
export function momentText(at: number): string {
  return new Intl.DateTimeFormat(strings.ago.language, { dateStyle: 'medium', timeStyle: 'short' }).format(at)
}
