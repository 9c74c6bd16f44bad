// Frames as bytes of the stream. What is the same for all followers is made once and shared by them; only what names
// a follower's own media addresses is made apart.
import {
  type BeaconFrame,
  type EventFrame,
  positionAt,
  type SessionChange,
  type SnapshotFrame,
  toRest,
} from '@baton/protocol'
import type { FollowerTickets, SessionReading } from '#engine'
import { beaconName, eventName } from './names.ts'
import { roomDocuments } from './room-documents.ts'

type Document = Readonly<Record<string, unknown>>
export type Urls = { readonly file_url?: string | null; readonly next_file_url?: string | null }

export const KEEPALIVE = Buffer.from(':\n\n')

const documents = new WeakMap<EventFrame, Document>()
const shared = new WeakMap<EventFrame | BeaconFrame, Buffer>()

/** The bytes of an event for every follower that has nothing of its own in it. */
export function eventBytes(frame: EventFrame, now: number): Buffer {
  return sharedBytes(frame, () => written(frame, eventDocument(frame, now)))
}

/** The same event for one follower, with its own media addresses. */
export function ownEventBytes(frame: EventFrame, now: number, urls: Urls): Buffer {
  return written(frame, { ...eventDocument(frame, now), ...urls })
}

export function beaconBytes(frame: BeaconFrame): Buffer {
  const { room, epoch, seq, at, beacon } = frame
  return sharedBytes(frame, () =>
    message(beaconName(beacon), null, toRest({ ...beacon, room, epoch, seq, serverTime: at }) as Document),
  )
}

/** One message for all rooms of the follower, whatever it follows. */
export function snapshotBytes(
  frames: readonly SnapshotFrame[],
  now: number,
  ticketsOf: (frame: SessionReading) => FollowerTickets,
): Buffer {
  const [first] = frames
  if (!first) return Buffer.alloc(0)
  const { epoch, seq } = first
  const active = frames.flatMap(({ state }) =>
    state.family === 'session' ? [state.session.activeDeviceId] : [],
  )[0]
  const parts = roomDocuments(frames, { epoch, seq, now, ticketsOf, active })
  const head = toRest({ epoch, seq, serverTime: now }) as Document
  return message('snapshot', `${epoch}-${seq}`, Object.assign({}, head, ...parts))
}

/** Everything up to `seq` has been sent; with the session, where it is now. */
export function caughtUpBytes(
  { epoch, seq }: { readonly epoch: string; readonly seq: number },
  now: number,
  reading: SessionReading | null,
  urls: Urls,
): Buffer {
  const session = reading && {
    revision: reading.session.revision,
    playState: reading.session.playState,
    positionMs: positionAt(reading.session.timeline, now, reading.session.current?.durationMs ?? null),
  }
  const document = toRest({ epoch, seq, serverTime: now, ...session }) as Document
  return message('caught_up', `${epoch}-${seq}`, { ...document, ...urls })
}

export function resyncBytes(
  frame: { readonly epoch: string; readonly seq: number; readonly reason: string },
  now: number,
): Buffer {
  const { epoch, seq, reason } = frame
  const document = toRest({ epoch, seq, reason, serverTime: now }) as Document
  // An empty id takes the cursor back: a stream that breaks before the snapshot must begin with one.
  return message('resync', '', document)
}

function sharedBytes<F extends EventFrame | BeaconFrame>(frame: F, make: () => Buffer): Buffer {
  const made = shared.get(frame)
  if (made) return made
  const bytes = make()
  shared.set(frame, bytes)
  return bytes
}

function written(frame: EventFrame, document: Document): Buffer {
  return message(eventName(frame.event), `${frame.epoch}-${frame.seq}`, document)
}

function eventDocument(frame: EventFrame, now: number): Document {
  const made = documents.get(frame)
  if (made) return made
  const { room, epoch, seq, at, revision, event, commandId } = frame
  const flat = 'change' in event ? flatFields(event.change, at) : {}
  const document = toRest({
    ...flat,
    ...event,
    room,
    revision,
    seq,
    epoch,
    eventId: `${epoch}-${seq}`,
    at,
    serverTime: now,
    commandId,
  }) as Document
  documents.set(frame, document)
  return document
}

/** For plain programs: what changed, without looking into `change`. `position_ms` holds at `at`. */
function flatFields(change: SessionChange, at: number): Document {
  const { current, timeline, playState, activeDeviceId, shuffle, repeatMode } = change
  return {
    ...(playState !== undefined && { playState }),
    ...(timeline && { positionMs: positionAt(timeline, at, current?.durationMs ?? null) }),
    ...(current !== undefined && { trackId: current?.trackId ?? null, entryId: current?.entryId ?? null }),
    ...(activeDeviceId !== undefined && { activeDeviceId }),
    ...(shuffle !== undefined && { shuffle }),
    ...(repeatMode !== undefined && { repeatMode }),
  }
}

/** JSON has no line breaks of its own, so one data line is always enough. */
function message(name: string, id: string | null, document: Document): Buffer {
  const idLine = id === null ? '' : `id: ${id}\n`
  return Buffer.from(`event: ${name}\n${idLine}data: ${JSON.stringify(document)}\n\n`)
}
