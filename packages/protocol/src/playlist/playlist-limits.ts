import { MAX_NAME_LENGTH } from '../values/text.ts'

/** Of one household, those that are deleted and can still be restored among them. */
export const MAX_PLAYLISTS = 2_000
export const MAX_PLAYLIST_LENGTH = 10_000
export const MAX_PLAYLIST_TITLE_LENGTH = MAX_NAME_LENGTH
export const MAX_DESCRIPTION_LENGTH = 1_000
/** A deleted playlist can be restored for this long. */
export const PLAYLIST_KEPT_MS = 30 * 86_400_000
