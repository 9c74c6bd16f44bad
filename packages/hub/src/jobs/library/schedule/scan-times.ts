/** Where nobody tells that files have changed, the hub looks by itself. */
export const RESCAN_EVERY_MS = 30 * 60_000
/** A file that changed this recently may still be written; a scan that was asked for reads it all the same. */
export const SETTLED_AFTER_MS = 1_000
export const LOOK_AGAIN_MS = 2_000
export const MAX_LOOKS = 5
/** What broke off while the store was away is gone on with this soon after it is back. */
export const ASK_STORE_EVERY_MS = 10_000
/** So soon after its return a music folder is read again. */
export const ASK_FOLDER_EVERY_MS = 20_000
