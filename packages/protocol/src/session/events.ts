import { z } from 'zod'
import { DeviceId, EntryId, OfferId, TrackId } from '../values/ids.ts'
import { Millis } from '../values/timeline.ts'
import { DropOut, Entry, EntryStatus, SessionChange } from './session.ts'

/**
 * A session event names what happened and carries the new values of what it changed (`change`), so that a follower
 * folds it without knowing the rules that led there.
 */
const change = SessionChange

export const SessionEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('session.played'), change }),
  z.object({
    type: z.literal('session.paused'),
    change,
    reason: z.enum(['asked', 'quiet-hours', ...DropOut.options]),
  }),
  z.object({
    type: z.literal('session.stopped'),
    change,
    reason: z.enum(['asked', 'queue-end', 'all-failed']),
  }),
  z.object({ type: z.literal('session.seeked'), change }),
  z.object({
    type: z.literal('session.moved-on'),
    change,
    cause: z.enum(['ended', 'failed', 'next', 'prev', 'jump', 'enqueued-now', 'removed']),
  }),
  /** Nobody touched it for a day: it stands at the start of its track, with new tickets, and offers the old place. */
  z.object({ type: z.literal('session.grew-stale'), change }),
  /** The active device told where it really is, and that was not where the timeline had it. */
  z.object({ type: z.literal('session.position-confirmed'), change, driftMs: z.int() }),
  z.object({ type: z.literal('session.next-announced'), change }),
  /** The queue was begun with a playlist, or is one that was begun with none. */
  z.object({ type: z.literal('session.playlist-changed'), change }),
  z.object({ type: z.literal('session.options-changed'), change }),
  z.object({ type: z.literal('session.volume-changed'), change, deviceId: DeviceId }),
  z.object({ type: z.literal('session.handover-offered'), change }),
  z.object({
    type: z.literal('session.handover-failed'),
    change,
    offerId: OfferId,
    reason: z.enum(['unconfirmed', 'superseded', 'blocked', 'cancelled']),
  }),
  /** The right to sound moved: the active device, the speaker epoch and all tickets are new. */
  z.object({
    type: z.literal('session.speaker-changed'),
    change,
    fromDeviceId: DeviceId.nullable(),
    offerId: OfferId.nullable(),
    reason: z.enum(['asked', 'play', 'offer', 'fell-back', 'unanswered', 'released', 'failover', 'taken']),
  }),
  /** Whether, or when, the music moves on by itself from a speaker that dropped out was judged anew. */
  z.object({ type: z.literal('session.failover-changed'), change }),
  z.object({ type: z.literal('session.speaker-silenced'), change, positionMs: Millis }),
  /** The new speaker is heard: the hand-over is over. */
  z.object({
    type: z.literal('session.handover-completed'),
    change,
    gapMs: z.int(),
    positionErrorMs: z.int(),
  }),
  z.object({ type: z.literal('session.speaker-stalled'), change, positionMs: Millis }),
  z.object({ type: z.literal('session.track-liked'), trackId: TrackId, liked: z.boolean() }),
  /** Half of the track or four minutes were really heard: once per entry. */
  z.object({
    type: z.literal('session.play-counted'),
    change,
    trackId: TrackId,
    entryId: EntryId,
    deviceId: DeviceId.nullable(),
  }),
])
export type SessionEvent = Readonly<z.infer<typeof SessionEvent>>

export const QueueEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('queue.extended'),
    entries: z.array(Entry),
    /** How many were added, where followers are told only the first of them: the others are read as pages. */
    count: z.int().min(0).optional(),
    /** Where the first of them stands in the user's order. */
    index: z.int().min(0),
    /** Where it stands in the order that plays, while shuffled. */
    orderIndex: z.int().min(0).nullable(),
  }),
  z.object({
    type: z.literal('queue.entry-moved'),
    entryId: EntryId,
    list: z.enum(['entries', 'order']),
    /** Its index before; missing in logs of the time before there were windows. */
    from: z.int().min(0).optional(),
    /** Its index afterwards. */
    index: z.int().min(0),
  }),
  z.object({
    type: z.literal('queue.entries-removed'),
    entryIds: z.array(EntryId),
    /** Where each of them stood in the order that plays; missing in logs of the time before there were windows. */
    places: z.array(z.int().min(0)).optional(),
  }),
  z.object({ type: z.literal('queue.cleared') }),
  /** Null: longer than followers are told. It is read as pages. */
  z.object({ type: z.literal('queue.shuffled'), order: z.array(EntryId).nullable() }),
  z.object({ type: z.literal('queue.unshuffled') }),
  z.object({
    type: z.literal('queue.entries-marked'),
    marks: z.array(z.object({ entryId: EntryId, status: EntryStatus })),
  }),
])
export type QueueEvent = Readonly<z.infer<typeof QueueEvent>>
