import { z } from 'zod'
import { PlayState, RepeatMode, Volume } from '../session/session.ts'
import { DeviceId, EntryId, TrackId } from '../values/ids.ts'
import { queryNumber } from '../values/query-number.ts'
import { Instant, Millis } from '../values/timeline.ts'

export const MAX_DEVICE_HISTORY_PAGE = 100

/** What can happen to a device. */
export const DeviceHappening = z.enum([
  'added',
  'came',
  'went',
  'enabled',
  'disabled',
  'locked',
  'unlocked',
  'reachable',
  'unreachable',
  'mounted',
  'unmounted',
  /** Its reader of tags. */
  'reader-lost',
  'reader-back',
  /** A display runs another firmware. */
  'updated',
  /** What it plays is another: it began, paused or stopped, or came to another track. */
  'played',
  'paused',
  'stopped',
  'moved-on',
  /** Somebody moved its place in the track. */
  'sought',
  /** It was turned up or down, or muted. */
  'turned',
  /** What plays on it is shuffled or repeated otherwise. */
  'ordered',
  /** The right to sound came to it, or left it. */
  'chosen',
  'left',
  /** The music that played on it had to pause. */
  'dropped-out',
  /** The music that played on it had to pause, for its quiet hours. */
  'quieted',
  'player-died',
  'track-refused',
])
export type DeviceHappening = z.infer<typeof DeviceHappening>

const TROUBLES: ReadonlySet<DeviceHappening> = new Set([
  'locked',
  'unreachable',
  'unmounted',
  'reader-lost',
  'dropped-out',
  'player-died',
  'track-refused',
])

/** Whether somebody who wonders why there is no music wants to know of it. That devices come and go is how they live. */
export function isTrouble(happening: DeviceHappening): boolean {
  return TROUBLES.has(happening)
}

/**
 * What a listener moves step by step, as with a slider: each further step is told in the place of the one before, as long as
 * nothing else happens.
 */
export const TOLD_IN_PLACE: ReadonlySet<DeviceHappening> = new Set(['sought', 'turned', 'ordered'])

/** How what plays on a device stood behind what happened. */
export const PlaybackOnDevice = Volume.extend({
  playState: PlayState,
  entryId: EntryId.nullable(),
  shuffle: z.boolean(),
  repeatMode: RepeatMode,
  /** Of an agent that the hub calls. Null: of every other device, and what is not known yet. */
  reachable: z.boolean().nullable(),
  mounted: z.boolean().nullable(),
})
export type PlaybackOnDevice = Readonly<z.infer<typeof PlaybackOnDevice>>

/** What is known of it beside that it happened. */
export const DeviceRecordDetail = z.object({
  /** The command in which it happened. */
  causedBy: z.string(),
  reason: z.string().nullable(),
  /** Where the music came from or went to; by its name of then, since a device may be gone. */
  otherDeviceId: DeviceId.nullable(),
  otherDeviceName: z.string().nullable(),
  trackId: TrackId.nullable(),
  trackTitle: z.string().nullable(),
  positionMs: Millis.nullable(),
  /** Of what happened to the music on it. Missing or null: it was about the device itself, or is of before this was kept. */
  playback: PlaybackOnDevice.nullish(),
})
export type DeviceRecordDetail = Readonly<z.infer<typeof DeviceRecordDetail>>

/** One link of the thread of a device: its parent is what happened before. Null: nothing did, or it is not kept. */
export const DeviceRecord = DeviceRecordDetail.extend({
  /** Grows from record to record of this device. */
  recordId: z.int().min(1),
  parentId: z.int().min(1).nullable(),
  at: Instant,
  happening: DeviceHappening,
})
export type DeviceRecord = Readonly<z.infer<typeof DeviceRecord>>

export const DeviceHistoryQuery = z.strictObject({
  limit: queryNumber(z.int().min(1).max(MAX_DEVICE_HISTORY_PAGE).default(50)),
  /** The `nextCursor` of the page before: what is older than this record. */
  cursor: queryNumber(z.int().min(1)).optional(),
})
export type DeviceHistoryQuery = Readonly<z.infer<typeof DeviceHistoryQuery>>

/** Newest first; `nextCursor` is null on the last page. */
export const DeviceHistoryPage = z.object({
  items: z.array(DeviceRecord),
  nextCursor: z.string().nullable(),
})
export type DeviceHistoryPage = Readonly<z.infer<typeof DeviceHistoryPage>>
