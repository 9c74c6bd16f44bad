import type { DeviceView, SessionView } from '@baton/protocol'
import { timeText } from '../quiet-hours/quiet-text.ts'
import { strings } from '../strings/strings.ts'

export interface VolumeBound {
  /** In percent; null: nothing holds it. */
  readonly bound: number | null
  readonly why: string | null
}

/** The lowest of what an owner decided for a listener, what holds for the device always, and in its quiet hours. */
export function volumeBoundOf(
  session: Pick<SessionView, 'maxVolume'> | null,
  device: Pick<DeviceView, 'quiet' | 'maxVolume'> | undefined,
): VolumeBound {
  const { quiet, maxVolume } = device ?? {}
  const bounds: (VolumeBound & { readonly bound: number })[] = []
  if (quiet?.holds && quiet.maxVolume > 0) {
    const why = strings.quietHours.quietBound(quiet.maxVolume, timeText(quiet.until))
    bounds.push({ bound: quiet.maxVolume, why })
  }
  if (maxVolume != null) bounds.push({ bound: maxVolume, why: strings.quietHours.deviceBound(maxVolume) })
  if (session?.maxVolume != null)
    bounds.push({ bound: session.maxVolume, why: strings.volumeBound(session.maxVolume) })
  const [lowest] = bounds.sort((a, b) => a.bound - b.bound)
  return lowest ?? { bound: null, why: null }
}
