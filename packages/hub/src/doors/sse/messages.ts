// Frames as bytes of the stream. What is the same for all followers is made once and shared by them; only what names
// a follower's own media addresses is made apart.
import {
  type BatonEvent,
  type Beacon,
  type BeaconFrame,
  type EventFrame,
  positionAt,
  type SnapshotFrame,
  toRest,
} from '@baton/protocol'
import type { FollowerTickets, SessionReading } from '#engine'
import { snapshotParts } from './snapshot-document.ts'
import type { Document, StreamWords } from './stream-words.ts'
import type { Vocabulary } from './vocabulary.ts'

export type Urls = { readonly file_url?: string | null; readonly next_file_url?: string | null }

export interface Messages {
  /** The bytes of an event for every follower that has nothing of its own in it, with the time at which they are made. */
  event(frame: EventFrame, clock: { now(): number }): Buffer
  /** The same event for one follower, with its own media addresses. */
  ownEvent(frame: EventFrame, now: number, urls: Urls): Buffer
  beacon(frame: BeaconFrame): Buffer
  /** One message for all rooms of the follower, whatever it follows. */
  snapshot(
    frames: readonly SnapshotFrame[],
    now: number,
    ticketsOf: (frame: SessionReading) => FollowerTickets,
  ): Buffer
}

export const KEEPALIVE = Buffer.from(':\n\n')

export function messages(vocabulary: Vocabulary): Messages {
  const documents = new WeakMap<EventFrame, Document>()
  const shared = new WeakMap<EventFrame | BeaconFrame, Buffer>()

  function kept(frame: EventFrame | BeaconFrame, bytes: Buffer): Buffer {
    shared.set(frame, bytes)
    return bytes
  }

  function documentOf(frame: EventFrame, now: number): Document {
    const made = documents.get(frame)
    if (made) return made
    const document = eventDocument(frame, wordsOfEvent(vocabulary, frame.event), now)
    documents.set(frame, document)
    return document
  }

  function written({ event, epoch, seq }: EventFrame, document: Document): Buffer {
    return message(eventName(event, vocabulary), `${epoch}-${seq}`, document)
  }

  return {
    event: (frame, clock) => shared.get(frame) ?? kept(frame, written(frame, documentOf(frame, clock.now()))),
    ownEvent: (frame, now, urls) => written(frame, { ...documentOf(frame, now), ...urls }),
    beacon: (frame) =>
      shared.get(frame) ?? kept(frame, message(beaconName(frame.beacon), null, beaconDocument(frame))),
    snapshot(frames, now, ticketsOf) {
      const [first] = frames
      if (!first) return Buffer.alloc(0)
      const { epoch, seq } = first
      const active = frames.flatMap(({ state }) =>
        state.family === 'session' ? [state.session.activeDeviceId] : [],
      )[0]
      const states = frames.map(({ state }) => state)
      const parts = snapshotParts(states, vocabulary, { epoch, seq, now, ticketsOf, active })
      const head = toRest({ epoch, seq, serverTime: now }) as Document
      return message('snapshot', `${epoch}-${seq}`, Object.assign({}, head, ...parts))
    },
  }
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

function wordsOfEvent({ rooms, wordsOf }: Vocabulary, event: BatonEvent): StreamWords | undefined {
  const kind = rooms.ofEvent(event)
  return kind ? wordsOf(kind.family) : undefined
}

/** Where its family says nothing else, it is called after the rooms that it is told in. */
function eventName(event: BatonEvent, vocabulary: Vocabulary): string {
  const own = wordsOfEvent(vocabulary, event)?.nameOf?.(event)
  return own ?? vocabulary.rooms.ofEvent(event)?.family ?? event.type
}

function beaconName({ type }: Beacon): string {
  return `${type}_beacon`
}

function eventDocument(frame: EventFrame, words: StreamWords | undefined, now: number): Document {
  const { room, epoch, seq, at, revision, event, commandId } = frame
  return toRest({
    ...words?.fieldsOf?.(event, at),
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
}

function beaconDocument({ room, epoch, seq, at, beacon }: BeaconFrame): Document {
  return toRest({ ...beacon, room, epoch, seq, serverTime: at }) as Document
}

/** JSON has no line breaks of its own, so one data line is always enough. */
function message(name: string, id: string | null, document: Document): Buffer {
  const idLine = id === null ? '' : `id: ${id}\n`
  return Buffer.from(`event: ${name}\n${idLine}data: ${JSON.stringify(document)}\n\n`)
}
