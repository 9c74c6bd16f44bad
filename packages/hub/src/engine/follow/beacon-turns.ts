/** Each follower of a room that has a beacon of its own hears it this often. */
export const BEACON_EVERY_MS = 4_000
/** A round of the rooms' own beacons is parted into this many turns: all at once would hold up what happens. */
export const BEACON_TURNS = 20
export const BEACON_TURN_MS = BEACON_EVERY_MS / BEACON_TURNS
