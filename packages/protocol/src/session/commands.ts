import { z } from 'zod'
import { PlaylistPlace } from '../playlist/playlist.ts'
import { DeviceId, EntryId, PlaylistId, SessionId, TrackId } from '../values/ids.ts'
import { Instant, Millis } from '../values/timeline.ts'
import { MAX_ENQUEUE, TrackSource } from '../values/track-source.ts'
import { RepeatMode } from './session.ts'
import { Standing } from './standing.ts'

const inSession = { sessionId: SessionId }

/** `end`, behind the current entry, at once, or behind a named entry (`null`: in front). */
export const QueuePlace = z.union([
  z.enum(['end', 'next', 'now']),
  z.strictObject({ after: EntryId.nullable() }),
])
export type QueuePlace = Readonly<z.infer<typeof QueuePlace>>

export const SessionCommand = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('session.play'), ...inSession }),
  z.strictObject({ type: z.literal('session.pause'), ...inSession }),
  z.strictObject({ type: z.literal('session.toggle'), ...inSession }),
  /** Plays on from the place that is offered, else as `session.play`. */
  z.strictObject({ type: z.literal('session.resume'), ...inSession }),
  z.strictObject({ type: z.literal('session.stop'), ...inSession }),
  z.strictObject({ type: z.literal('session.seek'), ...inSession, positionMs: Millis }),
  z.strictObject({ type: z.literal('session.next'), ...inSession }),
  z.strictObject({ type: z.literal('session.prev'), ...inSession }),
  z.strictObject({ type: z.literal('session.jump'), ...inSession, entryId: EntryId }),
  /** The current entry came to its end (or could not be played), said by a device that does not report. */
  z.strictObject({
    type: z.literal('session.end-entry'),
    ...inSession,
    entryId: EntryId.optional(),
    failed: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal('session.set-options'),
    ...inSession,
    shuffle: z.boolean().optional(),
    repeatMode: RepeatMode.optional(),
    /** Whether the music moves on by itself to the next ready device where its speaker drops out. */
    autoFailover: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal('session.set-volume'),
    ...inSession,
    volume: z.int().min(0).max(100).optional(),
    muted: z.boolean().optional(),
    deviceId: DeviceId.optional(),
  }),
  z.strictObject({
    type: z.literal('session.choose-speaker'),
    ...inSession,
    deviceId: DeviceId,
    /** Move although the sounding device cannot be reached: both may be heard until its lease lapses. */
    now: z.boolean().optional(),
    /** Also where it sounds for another's session, which then pauses. */
    takeOver: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal('session.like'),
    ...inSession,
    trackId: TrackId,
    liked: z.boolean().optional(),
  }),
  z.strictObject({ type: z.literal('queue.enqueue'), ...inSession, source: TrackSource, at: QueuePlace }),
  z.strictObject({
    type: z.literal('queue.move'),
    ...inSession,
    entryId: EntryId,
    /** The entry to stand behind, in the order that is playing; null: to the front. */
    after: EntryId.nullable(),
  }),
  z.strictObject({
    type: z.literal('queue.remove'),
    ...inSession,
    entryIds: z.array(EntryId).min(1).max(MAX_ENQUEUE),
  }),
  z.strictObject({ type: z.literal('queue.clear'), ...inSession }),
  /** Plays a playlist instead of the queue that was there. */
  z.strictObject({
    type: z.literal('queue.start-playlist'),
    ...inSession,
    playlistId: PlaylistId,
    /** Where to begin; missing: at the front or, shuffled, anywhere. */
    place: PlaylistPlace.optional(),
  }),
  /** A box that was cut off tells what it played, with the time of its own machine: once for each play. */
  z.strictObject({
    type: z.literal('session.tell-play'),
    ...inSession,
    trackId: TrackId,
    entryId: EntryId,
    at: Instant,
    /** It was under way when the box was cut off: the hub may have counted it. Missing: it was not. */
    isUnderWay: z.boolean().optional(),
  }),
  /** A box that was cut off tells where it stands now: its session stands there from then on. */
  z.strictObject({ type: z.literal('session.stand-at'), ...inSession, ...Standing.shape }),
])
export type SessionCommand = Readonly<z.infer<typeof SessionCommand>>
