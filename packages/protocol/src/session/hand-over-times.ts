/** The right to sound lapses when its holder was not heard of for this long; it falls silent by itself then. */
export const LEASE_MS = 30_000

/** Where nobody waits for its silence: how long the former speaker has to say where it fell silent. */
export const SILENCED_WITHIN_MS = 300
