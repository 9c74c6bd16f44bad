import { z } from 'zod'

/** Milliseconds since 1970 on the hub's clock. Never runs backwards within a household. */
export const Instant = z.int().min(0)
export type Instant = z.infer<typeof Instant>

/** A length of time, or a place in a track, in milliseconds. */
export const Millis = z.int().min(0)
export type Millis = z.infer<typeof Millis>

/** The anchor from which anybody computes where a track is: at `at` it stood at `positionMs`, moving at `rate`. */
export const Timeline = z.object({
  positionMs: Millis,
  at: Instant,
  rate: z.union([z.literal(0), z.literal(1)]),
})
export type Timeline = Readonly<z.infer<typeof Timeline>>

/**
 * Where the track is at `now`, in milliseconds. The only place that computes it.
 * Never below zero and, where the duration is known, never beyond it; an instant before the anchor counts as the anchor.
 */
export function positionAt(timeline: Timeline, now: number, durationMs: number | null): number {
  const moved = timeline.positionMs + timeline.rate * Math.max(0, now - timeline.at)
  const bounded = durationMs === null ? moved : Math.min(moved, durationMs)
  return Math.max(0, Math.round(bounded))
}
