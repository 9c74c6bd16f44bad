/** A session that nobody touched for this long begins its track anew, and offers the place where it stood. */
export const STALE_AFTER_MS = 24 * 60 * 60 * 1_000
