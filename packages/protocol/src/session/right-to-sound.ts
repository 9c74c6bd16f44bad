/** The right to sound lapses when its holder was not heard of for this long; it falls silent by itself then. */
export const LEASE_MS = 30_000
