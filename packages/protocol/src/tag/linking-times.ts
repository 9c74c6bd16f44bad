/** A linking listens for this long where nobody says how long. */
export const LINKING_LASTS_MS = 60_000
export const MAX_LINKING_MS = 300_000
