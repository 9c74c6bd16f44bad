import { type BatonEvent, isQueueEvent, type SessionId, sessionRoom, type UserId } from '@baton/protocol'
import type { AggregateEvent, Outcome, Session } from '#domain'
import type { Ring, RingType } from '../ports/bell.ts'
import type { DueChange, NewEvent, PlayRow, Writes } from '../ports/store.ts'
import { playlistWrites } from './playlist-writes.ts'

/** Whose thing a command is about. */
export interface Subject {
  readonly userId: UserId
  readonly sessionId: SessionId
}

/** What an outcome means for the store: which rows, which events in which rooms for whom. */
export function writesOf(before: Session, outcome: Outcome, subject: Subject, at: number): Writes {
  const { revision } = outcome.session.view
  const room = sessionRoom(subject.sessionId)
  const audience = subject.userId
  const inSession = (event: BatonEvent): NewEvent => ({ room, audience, revision, event })
  const inDevices = (event: Outcome['deviceEvents'][number]): NewEvent => {
    const deviceRevision = event.type === 'device.removed' ? 0 : event.device.revision
    return { room: 'devices', audience, revision: deviceRevision, event }
  }
  const liked = outcome.sessionEvents.find((event) => event.type === 'session.track-liked')
  const aboutPlaylist = outcome.playlist && playlistWrites(outcome.playlist)
  const plays = outcome.plays.map((play): PlayRow => ({ ...play, userId: subject.userId, at }))
  return {
    at,
    ...aboutPlaylist,
    events: [
      ...outcome.sessionEvents.map(inSession),
      ...outcome.deviceEvents.map(inDevices),
      ...(aboutPlaylist?.events ?? []),
    ],
    ...(outcome.sessionEvents.length > 0 && { session: { before, after: outcome.session } }),
    devices: outcome.devices,
    removedDevices: outcome.removedDeviceId ? [outcome.removedDeviceId] : [],
    ...(liked && { like: { userId: subject.userId, trackId: liked.trackId, liked: liked.liked } }),
    ...(plays[0] && { play: plays[0] }),
    due: outcome.due.map((change) => dueChange(change, subject)),
  }
}

/** Nothing to write: no event, no row, no timer. */
export function isEmpty(writes: Writes): boolean {
  const { events, devices = [], due = [], forgottenPlaylist } = writes
  return events.length + devices.length + due.length === 0 && forgottenPlaylist === undefined
}

export function dueChange({ key, due }: Outcome['due'][number], subject: Subject): DueChange {
  return { key, due: due && { at: due.at, command: { ...subject, command: due.command } } }
}

const RING_TYPES: readonly [RingType, (event: AggregateEvent) => boolean][] = [
  [
    'speaker',
    (event) => event.type === 'session.speaker-changed' || event.type.startsWith('session.handover'),
  ],
  ['queue', isQueueEvent],
  ['options', (event) => event.type === 'session.options-changed' || event.type === 'session.volume-changed'],
  ['like', (event) => event.type === 'session.track-liked'],
]

/** One ring for a command, however many events it made; the weightiest of them names the type. */
export function ringOf(
  householdId: Ring['householdId'],
  seq: number,
  outcome: Outcome,
  { userId }: Subject,
  ts: number,
): Ring {
  const events = outcome.sessionEvents
  const timeline = events.some((event) => event.type === 'session.moved-on')
  const type = timeline ? 'timeline' : (RING_TYPES.find(([, holds]) => events.some(holds))?.[0] ?? 'timeline')
  const users = events.length > 0 ? [{ userId, rev: outcome.session.view.revision, type, ts }] : []
  return { householdId, seq, users }
}
