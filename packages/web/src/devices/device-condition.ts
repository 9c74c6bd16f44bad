import { type DeviceView, mayPlayOn, type UserId } from '@baton/protocol'
import { type LucideIcon, Monitor, Smartphone, Speaker, SquareTerminal, Tablet, Tv } from 'lucide-react'
import { isSilent, quietText } from '../quiet-hours/quiet-text.ts'
import { strings } from '../strings/strings.ts'

export interface DeviceCondition {
  readonly text: string
  readonly mayBeChosen: boolean
}

/** What a device is doing or missing, in one word or two, and whether the music could go there. */
export function deviceCondition(
  device: DeviceView,
  session: {
    readonly isActive: boolean
    readonly isPlaying: boolean
    /** Whose session it is about; missing: that does not matter. */
    readonly userId?: UserId | undefined
  },
): DeviceCondition {
  if (!device.enabled) return { text: strings.devices.disabled, mayBeChosen: false }
  if (!device.capabilities.sound) return { text: strings.devices.silent, mayBeChosen: false }
  if (!device.online) return { text: strings.devices.offline, mayBeChosen: false }
  if (isSilent(device)) return { text: quietText(device) ?? '', mayBeChosen: false }
  if (session.isActive) {
    return {
      text: session.isPlaying ? strings.devices.active : strings.devices.activePaused,
      mayBeChosen: true,
    }
  }
  const { userId } = session
  if (userId && !mayPlayOn(device, userId)) return { text: strings.sharing.notShared, mayBeChosen: false }
  if (device.playsFor && device.playsFor.userId !== userId)
    return { text: strings.sharing.playsFor(device.playsFor.name), mayBeChosen: true }
  if (!device.capabilities.unlocked) return { text: strings.devices.needsTap, mayBeChosen: true }
  return { text: strings.devices.ready, mayBeChosen: true }
}

const PLATFORM_ICONS: readonly (readonly [RegExp, LucideIcon])[] = [
  [/ipad|tablet/i, Tablet],
  [/iphone|android|phone/i, Smartphone],
]

export function deviceIcon(device: Pick<DeviceView, 'kind' | 'platform' | 'name'>): LucideIcon {
  if (device.kind === 'agent') return Speaker
  if (device.kind === 'display') return Tv
  if (device.kind === 'program') return SquareTerminal
  const text = `${device.platform ?? ''} ${device.name}`
  return PLATFORM_ICONS.find(([pattern]) => pattern.test(text))?.[1] ?? Monitor
}
