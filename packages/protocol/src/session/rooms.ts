import { z } from 'zod'
import { idInRoom, roomKind } from '../room-kind.ts'
import { DeviceId, SessionId } from '../values/ids.ts'
import { Millis } from '../values/timeline.ts'
import { foldSession, isQueueEvent } from './fold.ts'
import { foldKnownQueue } from './fold-known-queue.ts'
import { KnownQueue } from './known-queue.ts'
import { PlayState, SessionView } from './session.ts'

/** One session with its queue. */
export type SessionRoom = `session:${SessionId}`

/** Where the session is, said every few seconds to whoever follows it. Takes no number of its own. */
export const TimelineBeacon = z.object({
  type: z.literal('timeline'),
  revision: z.int().min(0),
  playState: PlayState,
  positionMs: Millis,
  activeDeviceId: DeviceId.nullable(),
})

/** A session's queue is part of its room: both share one revision. */
export const sessionRooms = roomKind<SessionRoom>()({
  family: 'session',
  ofEach: SessionId,
  idOf: ({ session }) => session.sessionId,
  oneAtMost: true,
  scope: 'read',
  events: ['session', 'queue'],
  state: z.object({ family: z.literal('session'), session: SessionView, queue: KnownQueue }),
  beacons: [TimelineBeacon],
  fold: ({ family, session, queue }, event, stamp) => ({
    family,
    session: foldSession(session, event, stamp),
    queue: isQueueEvent(event) ? foldKnownQueue(queue, event) : queue,
  }),
})

export function sessionRoom(sessionId: SessionId): SessionRoom {
  return `session:${sessionId}`
}

/** The session a room belongs to, or null for rooms of other families. */
export function sessionOfRoom(room: string): SessionId | null {
  return idInRoom<SessionId>('session', room)
}
