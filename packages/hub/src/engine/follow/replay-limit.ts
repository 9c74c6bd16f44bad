/** A follower that missed more events than this is given a snapshot instead. */
export const MAX_REPLAY = 10_000
