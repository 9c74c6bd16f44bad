import { z } from 'zod'
import { roomKind } from '../room-kind.ts'
import { ArtworkChange } from './events.ts'

/** The artwork of the installation. It tells that something changed; lists are asked for. */
export type ArtworkRoom = 'artwork'

export const artworkRoom = roomKind<ArtworkRoom>()({
  family: 'artwork',
  ofEach: null,
  scope: 'read',
  events: ['artwork'],
  state: z.object({ family: z.literal('artwork'), last: ArtworkChange }),
  beacons: [],
  fold(state, event) {
    if (event.type !== 'artwork.changed' || event.changes <= state.last.changes) return state
    return { ...state, last: { changes: event.changes, postId: event.postId } }
  },
})
