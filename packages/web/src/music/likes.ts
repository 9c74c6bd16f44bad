import { isFailure, store, type WritableStore } from '@baton/client'
import { MAX_MARKS, type TrackId } from '@baton/protocol'
import { useEffect } from 'react'
import type { ConnectedHub } from '../hub/connected-hub.ts'
import { useHub, useStore } from '../hub/use-hub.ts'

/** What this page knows of likes. Asked of the hub for the tracks in sight, and kept true by its events. */
export const likes = store<ReadonlyMap<TrackId, boolean>>(new Map())

/** How often somebody played a track, as far as the hub has said. */
const playCounts = store<ReadonlyMap<TrackId, number>>(new Map())

const MAX_KNOWN = 5_000
/** Tracks that come into sight together are asked about together. */
const GATHER_MS = 40

const inSight = new Map<TrackId, number>()
const wanted = new Set<TrackId>()
let gathering: ReturnType<typeof setTimeout> | null = null

export function rememberLike(trackId: TrackId, liked: boolean): void {
  remember(likes, [[trackId, liked]])
}

/** Is the track liked? False until the hub has answered. */
export function useLiked(trackId: TrackId): boolean {
  const connected = useHub()
  useEffect(() => {
    inSight.set(trackId, (inSight.get(trackId) ?? 0) + 1)
    if (!likes.get().has(trackId)) want(connected, [trackId])
    return () => {
      const others = (inSight.get(trackId) ?? 1) - 1
      if (others > 0) inSight.set(trackId, others)
      else inSight.delete(trackId)
    }
  }, [connected, trackId])
  return useStore(likes).get(trackId) ?? false
}

/** Known of a track whose like is in sight. Zero until the hub has answered. */
export function usePlays(trackId: TrackId): number {
  return useStore(playCounts).get(trackId) ?? 0
}

/** After a snapshot the page may have missed events: what is in sight is asked about anew. */
export function followLikes(connected: ConnectedHub): () => void {
  const stop = connected.following.listen((change) => {
    if (change.cause === 'snapshot') want(connected, [...inSight.keys()])
    if (change.cause === 'event' && change.event.type === 'session.track-liked') {
      rememberLike(change.event.trackId, change.event.liked)
    }
    if (change.cause === 'event' && change.event.type === 'session.play-counted') {
      if (inSight.has(change.event.trackId)) want(connected, [change.event.trackId])
    }
  })
  return () => {
    stop()
    wanted.clear()
    likes.set(new Map())
    playCounts.set(new Map())
  }
}

function want(connected: ConnectedHub, trackIds: readonly TrackId[]): void {
  for (const trackId of trackIds) wanted.add(trackId)
  if (gathering !== null) return
  gathering = setTimeout(() => {
    gathering = null
    const asked = [...wanted]
    wanted.clear()
    for (let from = 0; from < asked.length; from += MAX_MARKS) {
      void ask(connected, asked.slice(from, from + MAX_MARKS))
    }
  }, GATHER_MS)
}

async function ask(connected: ConnectedHub, trackIds: readonly TrackId[]): Promise<void> {
  try {
    const marks = await connected.hub.library.marks(trackIds)
    remember(
      playCounts,
      marks.map((mark) => [mark.trackId, mark.plays]),
    )
    remember(
      likes,
      marks.map((mark) => [mark.trackId, mark.liked]),
    )
  } catch (error) {
    // A hub that cannot answer shows its absence elsewhere; its return brings a snapshot.
    if (!isFailure(error)) throw error
  }
}

function remember<T>(
  known: WritableStore<ReadonlyMap<TrackId, T>>,
  news: readonly (readonly [TrackId, T])[],
): void {
  const next = new Map(known.get())
  for (const [trackId, one] of news) {
    next.delete(trackId)
    next.set(trackId, one)
  }
  for (const oldest of next.keys()) {
    if (next.size <= MAX_KNOWN) break
    next.delete(oldest)
  }
  known.set(next)
}
