/** Of one household, those that are deleted and can still be restored among them. */
export const MAX_PLAYLISTS = 2_000
export const MAX_PLAYLIST_LENGTH = 10_000
