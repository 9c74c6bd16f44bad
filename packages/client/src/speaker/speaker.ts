import type { DeviceId } from '@baton/protocol'
import type { Following } from '../follow/following.ts'
import type { Hub } from '../hub.ts'
import type { Sound } from '../sound.ts'
import type { Storage } from '../storage.ts'
import type { Store } from '../store.ts'

export interface SpeakerOptions {
  readonly hub: Hub
  readonly following: Following
  readonly sound: Sound
  readonly deviceId: DeviceId
  /** Keeps the report numbers and unsent reports over a reload. Default: memory only. */
  readonly storage?: Storage
}

/** `locked`: it ought to sound and the platform refuses until somebody touches this page. */
export type SpeakerCondition =
  | 'idle'
  | 'preparing'
  | 'paused'
  | 'starting'
  | 'sounding'
  | 'stalled'
  | 'locked'

/** A following device: makes the desired playback heard and says what it really does. */
export interface Speaker extends AsyncDisposable {
  readonly condition: Store<SpeakerCondition>
  /** Somebody has touched the page and sound is allowed now: tells the hub, and sounds if it should. */
  unlocked(): Promise<void>
}

export declare function speaker(options: SpeakerOptions): Speaker
