import {
  type BatonEvent,
  type DeviceId,
  type DownloadId,
  type DownloadProgress,
  positionAt,
  type ScanBeacon,
  type SessionView,
  type ToneBeacon,
  type UploadId,
} from '@baton/protocol'
import type { Me } from '../hub/documents.ts'
import type { BatonFailure } from '../hub/failure.ts'
import type { Store } from '../runtime/store.ts'
import { type KnownRooms, NO_ROOMS } from './known-rooms.ts'

/** Everything a screen shows. While the hub is away it is the last that was known. */
export interface FollowedState extends KnownRooms {
  /** `connecting`: nothing was heard yet. `live`: up to date. `away`: the hub cannot be reached, or refuses. */
  readonly connection: 'connecting' | 'live' | 'away'
  /** What was missed is being told: the state is one of the past, until `caught_up` or a snapshot. */
  readonly catchingUp: boolean
  /** Why the hub refuses, while it does: `auth.required` means that somebody must sign in. */
  readonly failure: BatonFailure | null
  readonly me: Me | null
  readonly scan: ScanBeacon | null
  /** When agents that the hub calls reported last, as the hub's clock had it, as far as it was told. */
  readonly reported: Readonly<Record<DeviceId, number>>
  /** When devices that beat were heard of last, as the hub's clock had it, as far as it was told. */
  readonly beats: Readonly<Record<DeviceId, number>>
  /** The last tone that one of these devices was told to play. */
  readonly tone: ToneBeacon | null
  /** What the players of agents have printed of what they play, as far as it was told. */
  readonly printed: Readonly<Record<DeviceId, string>>
  /** How many bytes have come of each upload that is on its way, as far as it was told. */
  readonly uploading: Readonly<Record<UploadId, number>>
  /** How far each download that runs has come, as far as it was told. */
  readonly downloading: Readonly<Record<DownloadId, DownloadProgress>>
  /** The hub's time less ours. */
  readonly serverOffsetMs: number
  readonly seq: number
  readonly epoch: string | null
  /** Addresses of the current and the announced next track, while this device may have them. */
  readonly fileUrl: string | null
  readonly nextFileUrl: string | null
}

/** Why the state is what it is now. */
export type FollowedChange =
  | { readonly cause: 'snapshot'; readonly state: FollowedState }
  | {
      readonly cause: 'event'
      readonly state: FollowedState
      readonly event: BatonEvent
      /** Recognises what one's own command led to. */
      readonly commandId: string | null
    }
  | { readonly cause: 'connection'; readonly state: FollowedState }

/** A state kept up to date by the hub's stream of frames. */
export interface Following extends AsyncDisposable {
  readonly state: Store<FollowedState>
  /** Each change with its cause, after the state has it. */
  listen(listener: (change: FollowedChange) => void): () => void
  /** Where the current track is, right now: ask as often as you draw. */
  positionNow(): number
  /** The hub's instant, right now. */
  serverNow(): number
  /**
   * Reads what is not known of the queue between these places of the order that plays, and puts it to the state. False:
   * it could not be had for now.
   */
  knowQueue(from: number, to: number): Promise<boolean>
  /** Tries to reach the hub at once: after signing in, coming online, or on somebody's wish. */
  wake(): void
}

export const NOTHING_KNOWN: FollowedState = {
  connection: 'connecting',
  catchingUp: false,
  failure: null,
  me: null,
  ...NO_ROOMS,
  scan: null,
  reported: {},
  beats: {},
  tone: null,
  printed: {},
  uploading: {},
  downloading: {},
  serverOffsetMs: 0,
  seq: 0,
  epoch: null,
  fileUrl: null,
  nextFileUrl: null,
}

/** Where the current track is at the hub's instant `serverNow`; nowhere is 0. */
export function positionNow(session: SessionView | null, serverNow: number): number {
  return session ? positionAt(session.timeline, serverNow, session.current?.durationMs ?? null) : 0
}
