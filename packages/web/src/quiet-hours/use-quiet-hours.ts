import { type DeviceView, LIFTED_FOR_MS, type QuietSpan } from '@baton/protocol'
import { useAsk } from '../hub/ask.ts'
import { useFollowed, useHub, useStore } from '../hub/use-hub.ts'
import { strings } from '../strings/strings.ts'
import { notify } from '../ui/notices.ts'
import { isSilent, timeText } from './quiet-text.ts'

/** Spans are of clocks: where the household has no time zone yet, this browser's is taken. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** What can be done about the quiet hours of a device. Each answers whether the hub took it, and can be taken back. */
export function useQuietHours(device: Pick<DeviceView, 'deviceId' | 'quietHours'>) {
  const ask = useAsk()
  const { following } = useHub()
  const { deviceId } = device
  const former = device.quietHours ?? null
  const lift = async (lifted: boolean): Promise<boolean> => {
    const done = await ask({ type: 'device.lift-quiet-hours', deviceId, lifted })
    if (done && lifted) {
      const undo = { label: strings.toast.undo, run: () => void lift(false) }
      notify(strings.quietHours.lifted(timeText(following.serverNow() + LIFTED_FOR_MS)), undo)
    }
    return done !== null
  }
  const set = async (quietHours: readonly QuietSpan[] | null): Promise<boolean> => {
    const command = { type: 'device.update', deviceId, zone: ownZone() } as const
    if (!(await ask({ ...command, quietHours }))) return false
    const undo = { label: strings.toast.undo, run: () => void ask({ ...command, quietHours: former }) }
    notify(strings.quietHours.saved, undo)
    return true
  }
  return { lift, set }
}

/** Listeners whom an owner lets add no devices leave them as they are. */
export function useMayChangeDevices(): boolean {
  const { hub } = useHub()
  return useStore(hub.me)?.limits.mayAddDevices ?? false
}

/** The active device, while it may make no sound. */
export function useSilentSpeaker(): DeviceView | null {
  return useFollowed(({ session, devices }) => {
    const device = devices?.find(({ deviceId }) => deviceId === session?.activeDeviceId)
    return session?.current && device && isSilent(device) ? device : null
  })
}
