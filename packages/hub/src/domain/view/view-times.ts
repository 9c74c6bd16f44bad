/** A display without a clock says this instant: 1970-01-01T00:00:00Z. */
export const UNSYNCED_INSTANT = 0

/** Between these two ages an instant is an honest backlog; whatever else is said, the hub's own time counts. */
export const YOUNGEST_BACKLOG_MS = 5_000
export const OLDEST_BACKLOG_MS = 24 * 3_600_000

/** So far apart lie the accepted events of one display, in recorded time and on either side. */
export const VIEWS_APART_MS = 5_000

/** The same artwork of a display without a clock within this time is the same event once more. */
export const UNSYNCED_REPEAT_MS = 60_000

/** Marks outlive the events that they stand for by this. */
export const MARKS_OUTLIVE_EVENTS_MS = 48 * 3_600_000

export const DAY_MS = 24 * 3_600_000
export const HOUR_MS = 3_600_000

/** Days since 1970, in UTC. */
export function dayOf(instant: number): number {
  return Math.floor(instant / DAY_MS)
}

/** 0 to 23, in UTC. */
export function hourOf(instant: number): number {
  return Math.floor(instant / HOUR_MS) % 24
}
