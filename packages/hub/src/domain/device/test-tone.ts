import { type DeviceView, type Rejection, rejection, type SessionView } from '@baton/protocol'
import { mayBeHeard } from './device.ts'
import { loudestOf } from './quiet.ts'

/** Quiet enough for a house that sleeps next door, and loud enough to be heard in the room. */
const TONE_VOLUME = 60

/** How loud a tone may be there now that somebody plays to try it, in percent; or why it may not. Rule CB50. */
export function toneVolume(
  view: DeviceView,
  session: Pick<SessionView, 'activeDeviceId' | 'playState'> | null,
  { now, maxVolume }: { readonly now: number; readonly maxVolume: number | null },
): number | Rejection {
  if (view.kind !== 'agent') return rejection('device.cannot-sound')
  const refused = mayBeHeard({ view }, now)
  if (refused) return refused
  if (!view.online) return rejection('device.offline')
  if (session?.activeDeviceId === view.deviceId && session.playState === 'playing')
    return rejection('device.in-use', { deviceName: view.name })
  return Math.min(TONE_VOLUME, loudestOf(view, now), maxVolume ?? TONE_VOLUME)
}
