import { z } from 'zod'

/** A time zone by its name, such as `Europe/Berlin`. */
export const TimeZone = z.string().max(100).refine(isTimeZone, 'no time zone')
export type TimeZone = z.infer<typeof TimeZone>

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
