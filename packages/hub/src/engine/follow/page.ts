import type { PageBounds } from '../ports/store.ts'

/**
 * How much of a log whoever tells it has at hand at once. A single event may weigh megabytes, and a reader may let what
 * was read for it wait as long as it likes: so pages are weighed as well as counted.
 */
export const PAGE: PageBounds = { events: 500, bytes: 256 * 1024 }

/** Between two pages everybody else has a turn: a store that answers at once would leave them none. */
export function betweenPages(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
