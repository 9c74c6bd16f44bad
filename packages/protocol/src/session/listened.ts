import { positionAt } from '../values/timeline.ts'
import type { Listened, SessionView } from './session.ts'

/** A play counts once half of the track was really heard, or this much of a long one. */
export const COUNT_AT_MOST_MS = 240_000

/** What must really be heard of the current entry before it counts as a play. */
export function countsAfterMs(durationMs: number | null): number {
  return durationMs === null ? COUNT_AT_MOST_MS : Math.min(Math.ceil(durationMs / 2), COUNT_AT_MOST_MS)
}

/** How much of the current entry was really heard up to `now`: standing still and seeking add nothing. */
export function listenedAt(view: SessionView, now: number): Listened {
  const durationMs = view.current?.durationMs ?? null
  const heard =
    positionAt(view.timeline, now, durationMs) - positionAt(view.timeline, view.timeline.at, durationMs)
  return { ms: view.listened.ms + heard, counted: view.listened.counted }
}
