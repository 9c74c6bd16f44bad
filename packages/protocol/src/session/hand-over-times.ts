/** Where nobody waits for its silence: how long the former speaker has to say where it fell silent. */
export const SILENCED_WITHIN_MS = 300
