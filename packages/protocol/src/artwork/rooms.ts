import { z } from 'zod'
import { roomKind } from '../room-kind.ts'

/** That artwork of the installation has changed, and not which: lists are asked for, by whoever may see them. */
export type ArtworkRoom = 'artwork'

/** How often anything has changed; it only grows. */
const artworkChanges = z.int().min(0)

/** It stands beside the log: what changed may be of another household, or of nobody that the follower may see. */
export const ArtworkBeacon = z.object({ type: z.literal('artwork'), artworkChanges })
export type ArtworkBeacon = Readonly<z.infer<typeof ArtworkBeacon>>

export const artworkRoom = roomKind<ArtworkRoom>()({
  family: 'artwork',
  ofEach: null,
  scope: 'read',
  events: [],
  state: z.object({ family: z.literal('artwork'), artworkChanges }),
  beacons: [ArtworkBeacon],
  fold: (state) => state,
})
