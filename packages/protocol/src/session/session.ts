import { z } from 'zod'
import { PlaysFor } from '../device/device.ts'
import { DeviceId, EntryId, OfferId, PlaylistId, SessionId, UserId } from '../values/ids.ts'
import { Instant, Millis, Timeline } from '../values/timeline.ts'
import { TrackSummary } from '../values/track-summary.ts'

export const PlayState = z.enum(['playing', 'paused', 'stopped'])
export type PlayState = z.infer<typeof PlayState>

export const RepeatMode = z.enum(['off', 'one', 'all'])
export type RepeatMode = z.infer<typeof RepeatMode>

export const EntryStatus = z.enum(['queued', 'playing', 'played', 'failed'])
export type EntryStatus = z.infer<typeof EntryStatus>

export const Entry = TrackSummary.extend({ entryId: EntryId, status: EntryStatus })
export type Entry = Readonly<z.infer<typeof Entry>>

export const Volume = z.object({ volume: z.int().min(0).max(100), muted: z.boolean() })
export type Volume = Readonly<z.infer<typeof Volume>>

/** How loud a device is that nobody has turned up or down. */
export const FULL_VOLUME: Volume = { volume: 100, muted: false }

/** Step 1 of a hand-over: the receiving device preloads, the sounding one goes on. */
export const Offer = z.object({
  offerId: OfferId,
  fromDeviceId: DeviceId,
  toDeviceId: DeviceId,
  expiresAt: Instant,
})
export type Offer = Readonly<z.infer<typeof Offer>>

/** Steps 2 and 3: committed, and not yet heard from the device that now holds the right to sound. */
export const HandOver = z.object({
  fromDeviceId: DeviceId,
  toDeviceId: DeviceId,
  committedAt: Instant,
  deadline: Instant,
  /** Where the former device fell silent; null until it says so. */
  silenced: z.object({ positionMs: Millis, at: Instant }).nullable(),
})
export type HandOver = Readonly<z.infer<typeof HandOver>>

/**
 * A device that was heard, was told to be silent, and has not said yet that it is. Until then nobody else sounds, and
 * at the latest until its right to sound has ended by its own clock.
 */
export const Unsilenced = z.object({
  deviceId: DeviceId,
  until: Instant,
  since: Instant.optional().describe('When it was told. Missing: 30 s before `until`.'),
})
export type Unsilenced = Readonly<z.infer<typeof Unsilenced>>

/** Why music paused that nobody paused. */
export const DropOut = z.enum([
  'speaker-lost',
  'speaker-blocked',
  'speaker-silent',
  'speaker-removed',
  /** Somebody else of the household took it. */
  'speaker-taken',
  /** This listener may not play on it any more. */
  'speaker-withdrawn',
])
export type DropOut = z.infer<typeof DropOut>

/** The speaker dropped out and the music waits: where it was, and where it could go on. */
export const Failover = z.object({
  reason: DropOut,
  fromDeviceId: DeviceId,
  /** The next device that is ready; null: none was. */
  toDeviceId: DeviceId.nullable(),
  /** When the music moves on by itself; null: it waits until somebody says so. */
  movesAt: Instant.nullable(),
  /** With `speaker-taken`: by whom. */
  takenBy: PlaysFor.nullish(),
})
export type Failover = Readonly<z.infer<typeof Failover>>

/** How long the current entry has really been heard up to the timeline's anchor, and whether that counted as a play. */
export const Listened = z.object({ ms: Millis, counted: z.boolean() })
export type Listened = Readonly<z.infer<typeof Listened>>

/** When music last played, and where: the device's name as it was then, since a device may be gone. */
export const LastPlayed = z.object({
  at: Instant,
  deviceId: DeviceId.nullable(),
  deviceName: z.string().nullable(),
})
export type LastPlayed = Readonly<z.infer<typeof LastPlayed>>

/** Where a session stood before it grew stale. */
export const ResumeOffer = LastPlayed.extend({ positionMs: Millis })
export type ResumeOffer = Readonly<z.infer<typeof ResumeOffer>>

/** The playlist that was started, with its title as it was then: it may have another one now, or be gone. */
export const StartedPlaylist = z.object({ playlistId: PlaylistId, title: z.string() })
export type StartedPlaylist = Readonly<z.infer<typeof StartedPlaylist>>

/** One user's playback, less the queue: what every screen shows and every speaker follows. */
export const SessionView = z.object({
  sessionId: SessionId,
  userId: UserId,
  /** Of a box: everybody of the household sees and controls it. Missing: of a person, who alone does. */
  ofBox: z.literal(true).optional(),
  revision: z.int().min(0),
  playState: PlayState,
  timeline: Timeline,
  current: Entry.nullable(),
  /** The announced next entry: a speaker moves on to it by itself, so that sound never waits for the network. */
  next: Entry.nullable(),
  /** Which playlist the queue was begun with; missing or null: with none, or it was cleared since. */
  startedPlaylist: StartedPlaylist.nullish(),
  shuffle: z.boolean(),
  repeatMode: RepeatMode,
  activeDeviceId: DeviceId.nullable(),
  /** Grows with every change of the right to sound; what carries an older number is refused. */
  speakerEpoch: z.int().min(0),
  /** The offer through which the active device came to sound, if it was one. */
  speakerOfferId: OfferId.nullable(),
  offer: Offer.nullable(),
  handOver: HandOver.nullable(),
  /** Missing or null: nobody. */
  unsilenced: z.array(Unsilenced).nullish(),
  /** Gone as soon as music plays again, is stopped, or has another device. */
  failover: Failover.nullish(),
  /** The listener wants the music to move on by itself where its speaker drops out. Missing: no. */
  autoFailover: z.boolean().optional(),
  /** Per device; a device that is missing here plays at 100, not muted. */
  volumes: z.record(DeviceId, Volume),
  /** As loud as this session may get on any device; missing or null: as loud as devices do. */
  maxVolume: z.int().min(0).max(100).nullish(),
  listened: Listened,
  lastDeviceId: DeviceId.nullable(),
  /** Null while nothing has come to rest yet; while music plays, the time before. */
  lastPlayed: LastPlayed.nullable(),
  /** Taken up by `session.resume`; gone with the first command that plays or moves. */
  resumeOffer: ResumeOffer.nullable(),
  updatedAt: Instant,
})
export type SessionView = Readonly<z.infer<typeof SessionView>>

/** What an event sets anew in a session: fields that are missing stay as they were. */
export const SessionChange = SessionView.omit({
  sessionId: true,
  userId: true,
  ofBox: true,
  revision: true,
  updatedAt: true,
})
  .partial()
  .meta({ id: 'SessionChange' })
export type SessionChange = Readonly<z.infer<typeof SessionChange>>

export const MAX_QUEUE_LENGTH = 10_000

/** The queue of a session, whole: its entries in the user's order and, while shuffled, the order in which they play. */
export const Queue = z.object({
  entries: z.array(Entry).readonly(),
  order: z.array(EntryId).readonly().nullable(),
})
export type Queue = Readonly<z.infer<typeof Queue>>

/** The entries in the order in which they play. */
export function playOrder(queue: Queue): readonly Entry[] {
  if (queue.order === null) return queue.entries
  const byId = new Map(queue.entries.map((entry) => [entry.entryId, entry]))
  return queue.order.flatMap((id) => byId.get(id) ?? [])
}
