import { type DeviceId, FULL_VOLUME } from '@baton/protocol'
import { loudestOf } from '../device/quiet.ts'
import { type Context, deviceOf } from './context.ts'
import type { Draft } from './decision.ts'

/** From now on it gets no louder than this on any device; null: as loud as devices do. What is louder goes down at once. */
export function limitVolume(draft: Draft, maxVolume: number | null): null {
  if ((draft.view.maxVolume ?? null) === maxVolume) return null
  draft.happen({ type: 'session.options-changed', change: { maxVolume } })
  return null
}

/**
 * A device that was never set would sound at its loudest: it is set before it can be heard. Quiet hours turn down what
 * may be heard, and leave the others as they are.
 */
export function keepWithinLimit(draft: Draft, context: Context): void {
  const { volumes, activeDeviceId, offer } = draft.view
  const audible = [activeDeviceId, offer?.toDeviceId ?? null].filter((id) => id !== null)
  const known = (Object.keys(volumes) as DeviceId[]).filter((id) => !audible.includes(id))
  for (const deviceId of [...audible, ...known]) {
    const present = draft.view.volumes[deviceId] ?? FULL_VOLUME
    const loudest = audible.includes(deviceId)
      ? loudestOn(draft, deviceId, context)
      : loudestAnyTime(draft, deviceId, context)
    if (present.volume <= loudest) continue
    const lowered = { ...draft.view.volumes, [deviceId]: { ...present, volume: loudest } }
    draft.happen({ type: 'session.volume-changed', change: { volumes: lowered }, deviceId })
  }
}

/** As loud as this session may get on this device now: by the user's limit, the device's, and its quiet hours. */
export function loudestOn({ view, now }: Draft, deviceId: DeviceId, context: Context): number {
  const device = deviceOf(context, deviceId)
  const ofUser = view.maxVolume ?? FULL_VOLUME.volume
  return device ? Math.min(ofUser, loudestOf(device.view, now)) : ofUser
}

function loudestAnyTime({ view }: Draft, deviceId: DeviceId, context: Context): number {
  const ofDevice = deviceOf(context, deviceId)?.view.maxVolume ?? FULL_VOLUME.volume
  return Math.min(view.maxVolume ?? FULL_VOLUME.volume, ofDevice)
}
