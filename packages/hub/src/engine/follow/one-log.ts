// Snapshots, replay and joins of the rooms of one log.
import type {
  AckFrame,
  CaughtUpFrame,
  Cursor,
  EventFrame,
  Frame,
  ResyncFrame,
  Room,
  SnapshotFrame,
} from '@baton/protocol'
import type { HubClock } from '../ports/clock.ts'
import type { Measures } from '../ports/measures.ts'
import type { Snapshot, Store } from '../ports/store.ts'
import { type Feed, frameOf } from './feed.ts'
import type { Follower } from './follower.ts'
import { isThere } from './may-follow.ts'
import { betweenPages, PAGE } from './page.ts'
import { MAX_REPLAY } from './replay-limit.ts'
import type { RoomTable, ScopeOfRoom } from './room-table.ts'
import { maySee } from './visibility.ts'

export interface LogParts {
  readonly store: Store
  readonly clock: HubClock
  readonly measures: Measures
  readonly rules: RoomTable
  readonly scopeOf: ScopeOfRoom
}

/** One log that is followed: what is read of it, and what of that is for this follower. */
export interface FollowedLog {
  readonly feed: Feed
  readonly follower: Follower
}

type Frames<T = void> = AsyncGenerator<Frame, T>

/** All rooms as they are now. */
export async function* begin(parts: LogParts, log: FollowedLog): Frames {
  yield* snapshots(log, log.follower.rooms, await snapshot(parts, log, log.follower.rooms))
}

/** The same, for somebody who cannot be told what happened since. Answers with what was shown. */
export async function* resync(
  parts: LogParts,
  log: FollowedLog,
  reason: ResyncFrame['reason'],
): Frames<Snapshot> {
  parts.measures.resynced(reason)
  log.follower.reset()
  const { rooms } = log.follower
  const fresh = await snapshot(parts, log, rooms)
  yield { kind: 'resync', epoch: fresh.epoch, seq: fresh.seq, at: fresh.lastInstant, reason }
  yield* snapshots(log, rooms, fresh)
  return fresh
}

/** What happened since `after`, told as it may be told now. */
export async function* resume(parts: LogParts, log: FollowedLog, after: Cursor): Frames {
  const { follower } = log
  const { rooms } = follower
  const present = await snapshot(parts, log, rooms)
  const { epoch, seq } = present
  const refusal = refusalOf(after, present)
  if (refusal) return void (yield* resync(parts, log, refusal))
  let at = after.seq
  let replayed = 0
  while (at < seq) {
    const page = await missed(parts, log, at, present)
    for (const frame of page.frames) {
      replayed++
      yield frame
    }
    if (page.refusal) return void (yield* resync(parts, log, page.refusal))
    if (page.upTo === at) break
    at = page.upTo
    if (at < seq) await betweenPages()
  }
  parts.measures.replayed(replayed)
  follower.show(rooms, { ...present, seq: at })
  const caughtUp: CaughtUpFrame = { kind: 'caught-up', epoch, seq: at, at: parts.clock.now() }
  yield caughtUp
}

interface MissedPage {
  readonly frames: readonly EventFrame[]
  /** Everything up to here is among the frames, or not for this follower. */
  readonly upTo: number
  /** Why nothing can be told behind the frames. */
  readonly refusal: ResyncFrame['reason'] | null
}

/**
 * A page of what happened since `at`, as it may be told now. The frames are made at once: they may wait for the reader,
 * and the events, of which a frame is often a small part, may not.
 */
async function missed(
  parts: LogParts,
  { feed, follower }: FollowedLog,
  at: number,
  { epoch, states }: Snapshot,
): Promise<MissedPage> {
  const { events } = await parts.store.pageAfter(feed.householdId, at, PAGE)
  // Pruned while it was being read: there may be a hole in front of this page.
  if (events[0] && events[0].seq !== at + 1) return { frames: [], upTo: at, refusal: 'too-old' }
  const frames: EventFrame[] = []
  for (const event of events) {
    if (!follower.follows(event.room)) continue
    const rules = parts.rules(event.room)
    // Who sees it is another since then: whatever the follower knows of that room may be wrong.
    if (rules.changesRights?.(event.event)) return { frames, upTo: event.seq, refusal: 'rights-changed' }
    if (!maySee(follower.principal, event, feed.householdId)) continue
    const present = states.find(({ room }) => room === event.room)
    if (present && rules.isStillPublished?.(event.event, present.state) === false) continue
    frames.push(frameOf(event, epoch, rules))
  }
  return { frames, upTo: events.at(-1)?.seq ?? at, refusal: null }
}

/**
 * One more room. It is listened to before it is read, so that nothing can fall between; and what happened elsewhere up
 * to the number of its snapshot is told first, so that the numbers of the frames never fall.
 */
export async function* join(parts: LogParts, log: FollowedLog, room: Room): Frames {
  const { feed, follower } = log
  const absent = () => {
    feed.exit(follower, room)
    return ack(parts, log, room, 'no-such-room')
  }
  feed.enter(follower, room)
  const fresh = await snapshot(parts, log, [room])
  if (!isThere(parts, fresh.states, room)) return void (yield absent())
  await follower.reader.unlessOver(feed.reached(fresh.seq))
  if (follower.reader.isOver) return
  for (let event = follower.nextEvent(fresh.seq); event; event = follower.nextEvent(fresh.seq)) {
    if (event.room !== room) yield event
  }
  const { collapsed } = follower
  if (collapsed) {
    // What was dropped meanwhile may have been before this snapshot: all rooms begin anew, this one among them.
    const { states } = yield* resync(parts, log, collapsed)
    if (!isThere(parts, states, room)) return void (yield absent())
  } else {
    yield* snapshots(log, [room], fresh)
  }
  yield ack(parts, log, room, 'joined')
}

export function ack(
  { clock }: Pick<LogParts, 'clock'>,
  { feed, follower }: FollowedLog,
  room: Room,
  outcome: AckFrame['outcome'],
): AckFrame {
  return { kind: 'ack', room, epoch: feed.epoch, seq: follower.seen, at: clock.now(), outcome }
}

/** The rooms as they are now. Their beacons start from it at once: the reader may take its time with what waits. */
async function snapshot(
  { store }: LogParts,
  { feed, follower }: FollowedLog,
  rooms: readonly Room[],
): Promise<Snapshot> {
  const fresh = await store.snapshot(feed.householdId, follower.principal.userId, rooms)
  for (const { room, state } of fresh.states) feed.remember(room, state, fresh.seq)
  return fresh
}

function refusalOf(after: Cursor, { epoch, seq, floor }: Snapshot): ResyncFrame['reason'] | null {
  if (after.epoch !== epoch) return 'other-log'
  if (after.seq > seq) return 'from-the-future'
  return after.seq < floor || seq - after.seq > MAX_REPLAY ? 'too-old' : null
}

function* snapshots(
  log: FollowedLog,
  rooms: readonly Room[],
  fresh: Snapshot,
): Generator<SnapshotFrame, void> {
  log.follower.show(rooms, fresh)
  const { epoch, seq, lastInstant: at } = fresh
  for (const { room, state } of fresh.states) yield { kind: 'snapshot', room, epoch, seq, at, state }
}
