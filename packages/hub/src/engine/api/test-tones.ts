import type { DeviceId, ToneEnd, ToneOutcome } from '@baton/protocol'
import type { Principal } from './principal.ts'

/** Hearing whether a loudspeaker sounds. Nothing of it is kept: rules CB50 to CB52 in docs/protocol/devices.md. */
export interface TestTones {
  /**
   * Has it play a short, quiet tone, and resolves when that is over. Throws `device.not-found`, `device.in-use`, and
   * what keeps a device from sounding (`device.offline`, `device.quiet`, ...).
   */
  testTone(principal: Principal, deviceId: DeviceId): Promise<ToneOutcome>
  /** The device says what came of the tone that it was to play. Throws `device.not-registered`. */
  toneEnded(principal: Principal, end: ToneEnd): void
}
