import { z } from 'zod'
import { TimeZone } from '../values/time-zone.ts'
import { Instant } from '../values/timeline.ts'

/** So many spans has one list at most. */
export const MAX_QUIET_SPANS = 20
/** Lifted, quiet hours do not hold for so long. */
export const LIFTED_FOR_MS = 60 * 60 * 1_000

/** A time of the day as clocks show it, from `00:00` to `23:59`. */
export const ClockTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'has to be a time such as 22:30')

/** 1 is Monday, 7 is Sunday. */
export const Weekday = z.int().min(1).max(7)

/**
 * A span of the day as the clocks of the household show it. One that does not end later than it begins ends on the next
 * day: from 22:00 to 07:00, or the whole day round.
 */
export const QuietSpan = z.strictObject({
  /** The days on which it begins. */
  days: z
    .array(Weekday)
    .min(1)
    .max(7)
    .refine((days) => new Set(days).size === days.length, 'names a day twice')
    .readonly(),
  from: ClockTime,
  to: ClockTime,
  /** As loud as it may get, in percent; 0: not a sound. */
  maxVolume: z.int().min(0).max(99),
})
export type QuietSpan = Readonly<z.infer<typeof QuietSpan>>

export const QuietSpans = z.array(QuietSpan).max(MAX_QUIET_SPANS).readonly()
export type QuietSpans = z.infer<typeof QuietSpans>

/** What holds for every device of the household that has no quiet hours of its own. */
export const QuietHours = z.object({
  /** By the clocks of this zone; null: nobody has said where the household lives. */
  zone: TimeZone.nullable(),
  spans: QuietSpans,
})
export type QuietHours = Readonly<z.infer<typeof QuietHours>>

/** The quiet hours of a device that hold now, else those that come next. */
export const Quiet = z.object({
  from: Instant,
  until: Instant,
  /** As loud as it may get meanwhile, in percent; 0: not a sound. */
  maxVolume: z.int().min(0).max(99),
  /** They hold now: begun, and not lifted. */
  holds: z.boolean(),
  /** Until then somebody has lifted them; null: nobody has. */
  liftedUntil: Instant.nullable(),
})
export type Quiet = Readonly<z.infer<typeof Quiet>>
