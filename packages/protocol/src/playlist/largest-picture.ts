/** As large as the file of a picture may be that somebody puts in. */
export const MAX_PICTURE_BYTES = 6 * 1024 * 1024
