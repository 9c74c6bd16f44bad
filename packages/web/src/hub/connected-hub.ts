import type { Following, Hub, SpeakerCondition, Store } from '@baton/client'
import type { BoxView, DeviceId } from '@baton/protocol'

/** `locked`: the browser lets no sound out until somebody has touched this page. */
export type SoundCondition = 'locked' | 'free'

/** Everything the screens need of the hub and of this device, once somebody is signed in. */
export interface ConnectedHub {
  readonly hub: Hub
  /** What this window shows: one's own session, or that of `box`. */
  readonly following: Following
  /** What is one's own, where a box is shown; missing: `following` is. */
  readonly own?: Following
  /** The box whose session this window shows. */
  readonly box?: BoxView
  readonly deviceId: DeviceId
  readonly sound: Store<SoundCondition>
  /** What this device does as a speaker; `idle` in a tab that does not own the sound. */
  readonly speaking: Store<SpeakerCondition>
  /** Must be called from a touch or a key press; commands sent right after it wait until the hub knows. */
  unlock(): void
  /** Resolves when what was last said of this device has reached the hub, at most after a moment. */
  settled(): Promise<void>
  rename(name: string): Promise<void>
  signOut(): Promise<void>
  close(): Promise<void>
}
