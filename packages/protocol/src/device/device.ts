import { z } from 'zod'
import { Quiet, QuietSpans } from '../quiet-hours/quiet-hours.ts'
import { DeviceId, UserId } from '../values/ids.ts'
import { Instant } from '../values/timeline.ts'
import { DisplayView } from './display.ts'

export const DeviceKind = z.enum(['browser', 'agent', 'display', 'program'])
export type DeviceKind = z.infer<typeof DeviceKind>

/** How the reader of tags beside a device is: it sees tags, or why it sees none. */
export const ReaderState = z.enum([
  'ready',
  /** It is not plugged in. */
  'no-reader',
  /** The machine's service for card readers (pcscd) does not answer. */
  'no-service',
  /** It is there and may not be opened. */
  'no-permission',
])
export type ReaderState = z.infer<typeof ReaderState>

export const Capabilities = z.object({
  /** It has a loudspeaker. */
  sound: z.boolean(),
  /** It can change its own volume. */
  volume: z.boolean(),
  /** It may sound now: browsers keep silent until somebody has touched the page. */
  unlocked: z.boolean(),
  /** It says what it really does (`device.report`); one that does not is taken at its word. */
  reports: z.boolean(),
  /** It joins neighbouring tracks without a gap. */
  gapless: z.boolean(),
  /** What it can decode, as media types such as `audio/ogg; codecs=opus`. Missing: it has not said; it gets the files as they are. */
  formats: z.array(z.string().trim().min(1).max(80)).max(64).readonly().optional(),
  /** The reader of tags beside it. Missing or null: it has none. */
  reader: ReaderState.nullish(),
  /** It lets the hub hear of it every `BEAT_EVERY_MS`: whoever looks is told. Missing: it does not. */
  beats: z.boolean().optional(),
  /** A browser whose sound can follow another's session beside its person's, so that it may be shared. Missing: it cannot. */
  shareable: z.boolean().optional(),
})
export type Capabilities = Readonly<z.infer<typeof Capabilities>>

/**
 * A request with this header is asked by a browser as the loudspeaker that it is: about the session whose speaker it is, and
 * not its person's. Every other device always asks so.
 */
export const AS_SPEAKER = { header: 'baton-as', value: 'speaker' } as const

/** So often the hub hears of a device that beats. */
export const BEAT_EVERY_MS = 3_000

export const Health = z.enum(['unknown', 'ready', 'notready', 'down'])
export type Health = z.infer<typeof Health>

/** An agent that the hub calls, instead of it following the hub. Null: not known yet. */
export const CalledAgent = z.object({
  /** Where it is called. */
  baseUrl: z.string(),
  /** It answered when it was called last. */
  reachable: z.boolean().nullable(),
  /** Its own music folder is there. */
  mounted: z.boolean().nullable(),
})
export type CalledAgent = Readonly<z.infer<typeof CalledAgent>>

/** More people than this nobody names for one device. */
export const MAX_NAMED_PLAYERS = 50

/** Who may play on a device beside whose it is: everybody at home, these people, or nobody. */
export const DevicePlayers = z.union([
  z.enum(['everybody', 'owner']),
  z.array(UserId).min(1).max(MAX_NAMED_PLAYERS).readonly(),
])
export type DevicePlayers = Readonly<z.infer<typeof DevicePlayers>>

/** Whose session a device sounds for that several people may play on, by the name that they have there. */
export const PlaysFor = z.object({ userId: UserId, name: z.string() })
export type PlaysFor = Readonly<z.infer<typeof PlaysFor>>

export const DeviceView = z.object({
  deviceId: DeviceId,
  ownerId: UserId,
  name: z.string(),
  platform: z.string().nullable(),
  kind: DeviceKind,
  capabilities: Capabilities,
  enabled: z.boolean(),
  /** Somebody is there: heard of within the threshold of its kind. */
  online: z.boolean(),
  health: Health,
  lastSeen: Instant,
  revision: z.int().min(0),
  /** Missing or null: it follows the hub by itself. */
  agent: CalledAgent.nullish(),
  /** Missing or null: it is no display that was provisioned. */
  display: DisplayView.nullish(),
  /** As loud as it may ever get, in percent; missing or null: as loud as it can. */
  maxVolume: z.int().min(1).max(99).nullish(),
  /** Quiet hours of its own; missing or null: those of the household hold for it. */
  quietHours: QuietSpans.nullish(),
  /** Missing or null: it has none. */
  quiet: Quiet.nullish(),
  /** Missing or null: only whose it is. Otherwise everybody at home sees it. */
  players: DevicePlayers.nullish(),
  /** The person whose session it is the speaker of. Missing or null: nobody's, or that of the box that it is. */
  playsFor: PlaysFor.nullish(),
})
export type DeviceView = Readonly<z.infer<typeof DeviceView>>

/** Everybody at home sees a device on which others may play. */
export function isShared({ players = null }: Pick<DeviceView, 'players'>): boolean {
  return players !== null && players !== 'owner'
}

/** May whoever's session this is play on this device? */
export function mayPlayOn({ ownerId, players }: DeviceView, userId: UserId): boolean {
  if (ownerId === userId || players === 'everybody') return true
  return typeof players !== 'string' && players?.includes(userId) === true
}

export const ReportKind = z.enum([
  'ready',
  'silenced',
  'sounding',
  'stalled',
  'blocked',
  'progress',
  'ended',
  'failed',
])
export type ReportKind = z.infer<typeof ReportKind>

/** Why a device stands still, may not sound or cannot play something, where it knows. */
export const ReportReason = z.enum(['player-gone', 'no-sound-card', 'needs-tap', 'source', 'network'])
export type ReportReason = z.infer<typeof ReportReason>
