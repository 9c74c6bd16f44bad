import { z } from 'zod'
import { DeviceView } from './device/device.ts'
import { type BatonEvent, LibrarySummary } from './events.ts'
import { ScanProgress } from './library/library.ts'
import { PlaylistEntry, PlaylistView } from './playlist/playlist.ts'
import type { Room } from './rooms.ts'
import { PlayState, Queue, SessionView } from './session/session.ts'
import { type CommandId, DeviceId, LogEpoch } from './values/ids.ts'
import { type Instant, Millis } from './values/timeline.ts'

/** What a follower has seen of a log: which one, and how far. */
export const Cursor = z.object({ epoch: LogEpoch, seq: z.int().min(0) })
export type Cursor = Readonly<z.infer<typeof Cursor>>

/** The whole state of one room, by the family of the room. A session's queue is part of its room: both share one revision. */
export const RoomState = z.discriminatedUnion('family', [
  z.object({ family: z.literal('session'), session: SessionView, queue: Queue }),
  z.object({ family: z.literal('devices'), devices: z.array(DeviceView).readonly() }),
  z.object({ family: z.literal('library'), library: LibrarySummary }),
  z.object({ family: z.literal('playlists'), playlists: z.array(PlaylistView).readonly() }),
  z.object({
    family: z.literal('playlist'),
    playlist: PlaylistView,
    entries: z.array(PlaylistEntry).readonly(),
  }),
])
export type RoomState = Readonly<z.infer<typeof RoomState>>

/** Where the session is, said every few seconds to whoever follows it. Takes no number of its own. */
export const TimelineBeacon = z.object({
  type: z.literal('timeline'),
  revision: z.int().min(0),
  playState: PlayState,
  positionMs: Millis,
  activeDeviceId: DeviceId.nullable(),
})
/** How far the scan of the library is, at most four times a second while one runs. */
export const ScanBeacon = ScanProgress.extend({ type: z.literal('scan') })
export type ScanBeacon = Readonly<z.infer<typeof ScanBeacon>>
export const Beacon = z.discriminatedUnion('type', [TimelineBeacon, ScanBeacon])
export type Beacon = Readonly<z.infer<typeof Beacon>>

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
/**
 * The cursor could not be served, the follower was too slow, or may see another set of rooms now: fresh snapshots of
 * all its rooms come next.
 */
export type ResyncFrame = {
  readonly kind: 'resync'
  readonly epoch: LogEpoch
  readonly seq: number
  readonly at: Instant
  readonly reason: 'too-old' | 'from-the-future' | 'other-log' | 'too-slow' | 'rights-changed'
}

/** Everything that a follower receives. */
export type Frame = SnapshotFrame | EventFrame | BeaconFrame | CaughtUpFrame | ResyncFrame
