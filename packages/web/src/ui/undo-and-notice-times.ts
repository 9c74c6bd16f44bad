/** A notice that says something only. */
export const PLAIN_NOTICE_MS = 5_000
/** Whoever may undo or repeat something needs time to read, find the button and reach it. */
export const UNDO_OFFERED_MS = 10_000
