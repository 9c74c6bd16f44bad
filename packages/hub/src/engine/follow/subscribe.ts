import {
  type BatonEvent,
  type CaughtUpFrame,
  type Cursor,
  type Frame,
  type ResyncFrame,
  type Room,
  type SnapshotFrame,
  sessionOfRoom,
} from '@baton/protocol'
import type { FollowRequest } from '../api/engine.ts'
import type { HubClock } from '../ports/hub-clock.ts'
import type { Measures } from '../ports/measures.ts'
import type { Picture, Store } from '../ports/store.ts'
import { type Feed, frameOf } from './feed.ts'
import type { Feeds } from './feeds.ts'
import { Follower } from './follower.ts'
import { changesRights, hasRights, listedNow, maySee, openRooms } from './visibility.ts'

/** A follower that missed more than this is given a snapshot instead. */
export const MAX_REPLAY = 10_000
const PAGE = 500

export interface SubscribeParts {
  readonly store: Store
  readonly clock: HubClock
  readonly feeds: Feeds
  readonly measures: Measures
}

/**
 * Following, whole: snapshots or replay first, then what happens, without a hole and without a repetition. The follower
 * listens to the feed before anything is read, so that nothing can fall between the reading and the listening.
 */
export async function* subscribe(parts: SubscribeParts, request: FollowRequest): AsyncGenerator<Frame, void> {
  const { principal, after, signal } = request
  const feed = await parts.feeds.open(principal.householdId)
  const follower = new Follower({ ...request, rooms: request.rooms.filter((room) => isOwn(room, principal)) })
  const end = () => follower.end()
  signal.addEventListener('abort', end)
  feed.add(follower)
  parts.measures.followers(1)
  try {
    if (signal.aborted) return
    follower.seen = after
      ? yield* resume(parts, feed, follower, after)
      : yield* snapshots(feed, follower, await picture(parts, follower))
    for (;;) {
      const taken = await follower.take()
      if (taken === 'ended') return
      if ('collapsed' in taken) {
        follower.seen = yield* resync(parts, feed, follower, taken.collapsed)
      } else {
        yield taken
      }
    }
  } finally {
    signal.removeEventListener('abort', end)
    parts.measures.followers(-1)
    feed.remove(follower)
    parts.feeds.close(feed)
  }
}

/** Another's session is as if it were not there, whoever opened the door to it. */
function isOwn(room: Room, principal: FollowRequest['principal']): boolean {
  const sessionId = sessionOfRoom(room)
  return sessionId === null || sessionId === principal.sessionId
}

function picture(parts: SubscribeParts, follower: Follower): Promise<Picture> {
  const { householdId, userId } = follower.principal
  return parts.store.picture(householdId, userId, [...follower.rooms])
}

function remember(feed: Feed, { states, seq }: Picture): void {
  for (const { room, state } of states)
    if (state.family === 'session') feed.remember(room, state.session, seq)
}

function* snapshots(feed: Feed, follower: Follower, fresh: Picture): Generator<SnapshotFrame, number> {
  remember(feed, fresh)
  follower.opened = openRooms(fresh)
  const { epoch, seq, lastInstant: at } = fresh
  for (const { room, state } of fresh.states) yield { kind: 'snapshot', room, epoch, seq, at, state }
  return seq
}

async function* resync(
  parts: SubscribeParts,
  feed: Feed,
  follower: Follower,
  reason: ResyncFrame['reason'],
): AsyncGenerator<Frame, number> {
  parts.measures.resynced(reason)
  follower.reset()
  const fresh = await picture(parts, follower)
  yield { kind: 'resync', epoch: fresh.epoch, seq: fresh.seq, at: fresh.lastInstant, reason }
  return yield* snapshots(feed, follower, fresh)
}

async function* resume(
  parts: SubscribeParts,
  feed: Feed,
  follower: Follower,
  after: Cursor,
): AsyncGenerator<Frame, number> {
  const present = await picture(parts, follower)
  remember(feed, present)
  const { epoch, seq, floor } = present
  if (after.epoch !== epoch) return yield* resync(parts, feed, follower, 'other-log')
  if (after.seq > seq) return yield* resync(parts, feed, follower, 'from-the-future')
  if (after.seq < floor || seq - after.seq > MAX_REPLAY)
    return yield* resync(parts, feed, follower, 'too-old')
  const listed = listedNow(present)
  let at = after.seq
  let replayed = 0
  while (at < seq) {
    const page = await parts.store.eventsAfter(follower.principal.householdId, at, PAGE)
    if (page.length === 0) break
    // Pruned while it was being read: there may be a hole in front of this page.
    if (page[0] && page[0].seq !== at + 1) return yield* resync(parts, feed, follower, 'too-old')
    for (const event of page) {
      at = event.seq
      // Who sees it is another since then: whatever the follower knows of that room may be wrong.
      if (follower.rooms.has(event.room) && hasRights(event.room) && changesRights(event.event)) {
        return yield* resync(parts, feed, follower, 'rights-changed')
      }
      if (!maySee(follower, event) || isUnlistedSince(event.event, listed)) continue
      replayed++
      yield frameOf(event, epoch)
    }
  }
  parts.measures.replayed(replayed)
  follower.opened = openRooms(present)
  const caughtUp: CaughtUpFrame = { kind: 'caught-up', epoch, seq: at, at: parts.clock.now() }
  yield caughtUp
  return at
}

/** What is not listed any more, or not for this follower, is not told of as it once was. */
function isUnlistedSince(event: BatonEvent, listed: ReturnType<typeof listedNow>): boolean {
  return event.type === 'playlists.listed' && listed !== null && !listed.has(event.playlist.playlistId)
}
