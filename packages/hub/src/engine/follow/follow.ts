import type { BeaconFrame, EventFrame, Frame } from '@baton/protocol'
import type { Following, FollowRequest } from '../api/engine.ts'
import type { Feeds } from './feeds.ts'
import { FollowedLogs } from './followed-logs.ts'
import { followLent } from './lent-device.ts'
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
  const logs = new FollowedLogs(parts, principal, reader)
  const end = () => reader.end()
  let leaveLent = () => {}
  signal.addEventListener('abort', end)
  parts.measures.followers(1)
  try {
    const home = await logs.open(principal.householdId)
    for (const room of rooms.filter((one) => isOwn(parts, principal, one))) {
      const { feed, follower } = await logs.of(room)
      feed.enter(follower, room)
    }
    const lent = followLent(parts.store, home, principal)
    leaveLent = lent.stop
    if (lent.isStale) await lent.look()
    if (signal.aborted) return
    for (const log of logs.all) {
      const resumes = log === home && after !== undefined
      // What a device knows that was lent meanwhile may be of another session.
      if (resumes && lent.wasLent) yield* resync(parts, log, 'rights-changed')
      else yield* resumes ? resume(parts, log, after) : begin(parts, log)
    }
    while (!reader.isOver) {
      if (lent.isStale && (await lent.look())) home.follower.collapse('rights-changed')
      const behind = logs.all.find(({ follower }) => follower.collapsed)
      const request = behind ? undefined : reader.nextRequest()
      if (behind?.follower.collapsed) yield* resync(parts, behind, behind.follower.collapsed)
      else if (request) yield* answer(parts, logs, home, request)
      else {
        const frame = nextFrame(logs.all)
        if (frame) yield frame
        else await reader.news()
      }
    }
  } finally {
    signal.removeEventListener('abort', end)
    leaveLent()
    parts.measures.followers(-1)
    logs.close()
  }
}

/** Events of every log come before the beacons. */
function nextFrame(logs: readonly FollowedLog[]): EventFrame | BeaconFrame | null {
  for (const { follower } of logs) {
    const event = follower.nextEvent()
    if (event) return event
  }
  for (const { follower } of logs) {
    const beacon = follower.nextBeacon()
    if (beacon) return beacon
  }
  return null
}

async function* answer(
  parts: LogParts,
  logs: FollowedLogs,
  home: FollowedLog,
  { type, room }: Request,
): AsyncGenerator<Frame, void> {
  if (!isOwn(parts, home.follower.principal, room)) {
    yield ack(parts, home, room, type === 'leave' ? 'left' : 'no-such-room')
    return
  }
  const log = await logs.of(room)
  if (type === 'leave') {
    log.feed.exit(log.follower, room)
    yield ack(parts, log, room, 'left')
  } else if (!log.follower.follows(room) && logs.roomCount >= MAX_ROOMS) {
    yield ack(parts, log, room, 'too-many-rooms')
  } else {
    yield* join(parts, log, room)
  }
}
