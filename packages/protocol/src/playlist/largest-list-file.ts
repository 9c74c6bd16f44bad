/** Larger files are no lists that anybody made. */
export const MAX_LIST_FILE_BYTES = 6 * 1024 * 1024
