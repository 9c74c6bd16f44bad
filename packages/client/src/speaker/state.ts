import type {
  BatonEvent,
  DeviceId,
  EntryId,
  OfferId,
  ReportKind,
  ReportReason,
  SessionView,
} from '@baton/protocol'
import type { SoundEvent, Source } from './sound.ts'

/** One playing of one entry: the same entry played again is another. */
export interface Playing {
  readonly key: string
  readonly entryId: EntryId
  readonly url: string
}

/**
 * What the loaded source does, as far as the sound engine has said.
 * `silent`: held. `loading`: will start when it is ready. `starting`: was told to play. `blocked`: the platform refuses.
 */
export type Doing = 'silent' | 'loading' | 'starting' | 'sounding' | 'stalled' | 'blocked' | 'ended'

export interface Loaded extends Playing {
  readonly doing: Doing
  /** Since when, on our clock. */
  readonly since: number
  readonly ready: boolean
  /** The offer that it was loaded for, while that is not committed. */
  readonly offerId: OfferId | null
  /** Where it has to start: a fixed place, or wherever the timeline is by then. */
  readonly startAt: number | 'expected'
}

export interface SpeakerState {
  readonly deviceId: DeviceId
  readonly session: SessionView | null
  readonly fileUrl: string | null
  readonly nextFileUrl: string | null
  readonly loaded: Loaded | null
  readonly prepared: Playing | null
  /** Moved on by itself, and the hub has not confirmed it: the entry that it left and the one that it plays. */
  readonly ahead: { readonly from: EntryId; readonly to: EntryId } | null
  /** The speaker epoch under which it sounds or sounded last: the one its reports carry. */
  readonly heldEpoch: number
  /** By its `until`, the last wait for this device's silence that was answered. */
  readonly saidSilent: number | null
  /** It follows another session than before, and has not said since that it is silent: the former one may wait for that. */
  readonly hasLeft: boolean
  /** The right to sound has lapsed: the hub took no notice, or told nothing, for too long. */
  readonly lapsed: boolean
  /** The hub does not know this device: it may not sound, and nobody hears its reports. */
  readonly removed: boolean
  /** The offer that was answered already. */
  readonly answered: OfferId | null
  readonly volume: { readonly volume: number; readonly muted: boolean } | null
  /** How long this engine takes from `play` to sound. */
  readonly latencyMs: number
  readonly plays: number
  readonly reportedAt: number
  readonly mishaps: number
  /** When to load again after the bytes did not come, on our clock. */
  readonly retryAt: number | null
}

/** The world as it is at the moment of the input. */
export interface Facts {
  /** Our clock. */
  readonly now: number
  readonly serverNow: number
  /** How far `serverNow` may be off. */
  readonly uncertaintyMs: number
  /** What the sound engine says of itself. */
  readonly positionMs: number
  readonly unlocked: boolean
  /** The followed state is up to date. */
  readonly live: boolean
  /** How long ago the followed state was last up to date; Infinity: never. */
  readonly liveAgeMs: number
  /** How long ago the hub last took notice; Infinity: never. */
  readonly contactAgeMs: number
}

export interface SessionInput {
  readonly type: 'session'
  readonly session: SessionView | null
  readonly fileUrl: string | null
  readonly nextFileUrl: string | null
  /** The event that led there, or a whole new snapshot. */
  readonly cause: BatonEvent['type'] | 'snapshot' | 'connection'
}

export type SpeakerInput =
  | SessionInput
  | { readonly type: 'sound'; readonly event: SoundEvent }
  | { readonly type: 'tick' }
  /** The hub no longer knows this device, or knows it again. */
  | { readonly type: 'removed' | 'registered' }
  /** Somebody touched the page: sound is allowed from now on. */
  | { readonly type: 'unlocked' }
  /** The hub answered `ended`: this is its current entry now, if it took the report. */
  | { readonly type: 'ended-answered'; readonly currentEntryId: EntryId | null }

export interface Report {
  readonly event: ReportKind
  readonly epoch: number
  readonly positionMs: number
  readonly entryId: EntryId | null
  readonly nextEntryId?: EntryId | null
  readonly offerId?: OfferId
  readonly reason?: ReportReason
}

export type SpeakerAction =
  | { readonly type: 'load'; readonly source: Source; readonly positionMs: number }
  | { readonly type: 'prepare'; readonly source: Source | null }
  | { readonly type: 'play' }
  | { readonly type: 'pause' }
  | { readonly type: 'seek'; readonly positionMs: number }
  | { readonly type: 'volume'; readonly volume: number; readonly muted: boolean }
  | { readonly type: 'unload' }
  | { readonly type: 'report'; readonly report: Report }

export interface SpeakerStep {
  readonly state: SpeakerState
  readonly actions: readonly SpeakerAction[]
}

/** Something of what is loaded is heard, or may be at any moment. */
export function isAudible({ loaded }: SpeakerState): boolean {
  const doing = loaded?.doing
  return doing === 'sounding' || doing === 'starting' || doing === 'stalled'
}

export function newSpeaker(deviceId: DeviceId): SpeakerState {
  return {
    deviceId,
    session: null,
    fileUrl: null,
    nextFileUrl: null,
    loaded: null,
    prepared: null,
    ahead: null,
    heldEpoch: 0,
    saidSilent: null,
    hasLeft: false,
    lapsed: false,
    removed: false,
    answered: null,
    volume: null,
    latencyMs: 30,
    plays: 0,
    reportedAt: Number.NEGATIVE_INFINITY,
    mishaps: 0,
    retryAt: null,
  }
}
