import { z } from 'zod'
import type { BatonEvent } from './events.ts'
import type { Beacon, Room, RoomState } from './rooms.ts'
import { type CommandId, LogEpoch } from './values/ids.ts'
import type { Instant } from './values/timeline.ts'

/** What a follower has seen of a log: which one, and how far. */
export const Cursor = z.object({ epoch: LogEpoch, seq: z.int().min(0) })
export type Cursor = Readonly<z.infer<typeof Cursor>>

export type SnapshotFrame = {
  readonly kind: 'snapshot'
  readonly room: Room
  readonly epoch: LogEpoch
  readonly seq: number
  readonly at: Instant
  readonly state: RoomState
}
export type EventFrame = {
  readonly kind: 'event'
  readonly room: Room
  readonly epoch: LogEpoch
  readonly seq: number
  readonly at: Instant
  /** The aggregate's revision after the command that made this event; 0 where there is no aggregate. */
  readonly revision: number
  readonly event: BatonEvent
  /** The command that made it, for the caller to recognise its own; null where the hub itself acted. */
  readonly commandId: CommandId | null
}
export type BeaconFrame = {
  readonly kind: 'beacon'
  readonly room: Room
  readonly epoch: LogEpoch
  /** How far the follower is: everything it may see up to here has been sent. */
  readonly seq: number
  readonly at: Instant
  readonly beacon: Beacon
}
export type CaughtUpFrame = {
  readonly kind: 'caught-up'
  readonly epoch: LogEpoch
  readonly seq: number
  readonly at: Instant
}
/** Why a follower begins anew. */
export const ResyncReason = z.enum(['too-old', 'from-the-future', 'other-log', 'too-slow', 'rights-changed'])
export type ResyncReason = z.infer<typeof ResyncReason>

/**
 * The cursor could not be served, the follower was too slow, or may see another set of rooms now: fresh snapshots of
 * all its rooms come next.
 */
export type ResyncFrame = {
  readonly kind: 'resync'
  readonly epoch: LogEpoch
  readonly seq: number
  readonly at: Instant
  readonly reason: ResyncReason
}

/** The answer to a join or a leave, in its place among the other frames. */
export type AckFrame = {
  readonly kind: 'ack'
  readonly room: Room
  readonly epoch: LogEpoch
  readonly seq: number
  readonly at: Instant
  /** `no-such-room`: there is none of that name that this follower may see. `too-many-rooms`: it has to leave one first. */
  readonly outcome: 'joined' | 'left' | 'no-such-room' | 'too-many-rooms'
}

/** Everything that a follower receives. */
export type Frame = SnapshotFrame | EventFrame | BeaconFrame | CaughtUpFrame | ResyncFrame | AckFrame
