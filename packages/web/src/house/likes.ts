import { store } from '@baton/client'
import type { TrackId } from '@baton/protocol'
import type { House } from './house.ts'

/** What this page has heard of likes since it was opened; the library's own answers hold where it has heard nothing. */
export const likes = store<ReadonlyMap<TrackId, boolean>>(new Map())

const MAX_KNOWN = 5_000

export function rememberLike(trackId: TrackId, liked: boolean): void {
  const next = new Map(likes.get())
  next.delete(trackId)
  next.set(trackId, liked)
  const oldest = next.keys().next()
  if (next.size > MAX_KNOWN && !oldest.done) next.delete(oldest.value)
  likes.set(next)
}

export function followLikes(house: House): () => void {
  return house.following.listen((change) => {
    if (change.cause === 'event' && change.event.type === 'session.track-liked') {
      rememberLike(change.event.trackId, change.event.liked)
    }
  })
}
