import type { BatonEvent } from '../events.ts'
import { compareTexts } from '../values/text.ts'
import type { DeviceView } from './device.ts'
import type { DeviceEvent } from './events.ts'

export function foldDevices(devices: readonly DeviceView[], event: DeviceEvent): DeviceView[] {
  const id = event.type === 'device.removed' ? event.deviceId : event.device.deviceId
  const others = devices.filter((device) => device.deviceId !== id)
  if (event.type === 'device.removed') return others
  return [...others, event.device].sort(byName)
}

/** Devices stand in the order of their names, those of one name in the order of their ids. */
export function byName(a: DeviceView, b: DeviceView): number {
  return compareTexts(a.name, b.name) || compareTexts(a.deviceId, b.deviceId)
}

export function isDeviceEvent(event: BatonEvent): event is DeviceEvent {
  return event.type.startsWith('device.')
}
