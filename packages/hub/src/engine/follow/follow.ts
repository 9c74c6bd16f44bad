import type { Frame } from '@baton/protocol'
import type { Following, FollowRequest } from '../api/engine.ts'
import type { Feeds } from './feeds.ts'
import { Follower } from './follower.ts'
import { isOwn } from './may-follow.ts'
import { ack, begin, type FollowedLog, join, type LogParts, resume, resync } from './one-log.ts'
import { Reader, type Request } from './reader.ts'

/** More rooms than this nobody joins at once. */
export const MAX_ROOMS = 100

export interface FollowParts extends LogParts {
  readonly feeds: Feeds
}

/**
 * Following, whole: snapshots or replay first, then what happens, without a hole and without a repetition. The follower
 * listens to the feed before anything is read, so that nothing can fall between the reading and the listening.
 */
export function follow(parts: FollowParts, request: FollowRequest): Following {
  const reader = new Reader(request.takeAtOnce)
  return {
    frames: frames(parts, request, reader),
    join: (room) => reader.ask({ type: 'join', room }),
    leave: (room) => reader.ask({ type: 'leave', room }),
  }
}

async function* frames(
  parts: FollowParts,
  { principal, rooms = [], after, signal }: FollowRequest,
  reader: Reader,
): AsyncGenerator<Frame, void> {
  const feed = await parts.feeds.open(principal.householdId)
  const follower = new Follower(principal, reader)
  const log = { feed, follower }
  const end = () => reader.end()
  signal.addEventListener('abort', end)
  feed.add(
    follower,
    rooms.filter((room) => isOwn(parts, principal, room)),
  )
  parts.measures.followers(1)
  try {
    if (signal.aborted) return
    yield* after ? resume(parts, log, after) : begin(parts, log)
    while (!reader.isOver) {
      const request = follower.collapsed ? undefined : reader.nextRequest()
      if (follower.collapsed) yield* resync(parts, log, follower.collapsed)
      else if (request) yield* answer(parts, log, request)
      else {
        const frame = follower.nextEvent() ?? follower.nextBeacon()
        if (frame) yield frame
        else await reader.news()
      }
    }
  } finally {
    signal.removeEventListener('abort', end)
    parts.measures.followers(-1)
    feed.remove(follower)
    parts.feeds.close(feed)
  }
}

async function* answer(
  parts: LogParts,
  log: FollowedLog,
  { type, room }: Request,
): AsyncGenerator<Frame, void> {
  const { feed, follower } = log
  if (type === 'leave') {
    feed.exit(follower, room)
    yield ack(parts, log, room, 'left')
  } else if (!isOwn(parts, follower.principal, room)) {
    yield ack(parts, log, room, 'no-such-room')
  } else if (!follower.follows(room) && follower.rooms.length >= MAX_ROOMS) {
    yield ack(parts, log, room, 'too-many-rooms')
  } else {
    yield* join(parts, log, room)
  }
}
