import { type DeviceCommand, type Rejection, rejection } from '@baton/protocol'
import type { Device } from './device.ts'

/**
 * Whoever may not add devices keeps those that are there, as they are. The very first one is free: without any device
 * there would be nothing to hear.
 */
export function refusedToLimited(command: DeviceCommand, devices: readonly Device[]): Rejection | null {
  switch (command.type) {
    case 'device.register': {
      const isKnown = devices.some(({ view }) => view.deviceId === command.deviceId)
      return isKnown || devices.length === 0 ? null : rejection('device.not-allowed')
    }
    case 'device.update': {
      const { name, enabled, maxVolume, quietHours } = command
      const changes = [name, enabled, maxVolume, quietHours].some((value) => value !== undefined)
      return changes ? rejection('device.not-allowed') : null
    }
    case 'device.lift-quiet-hours':
    case 'device.remove':
      return rejection('device.not-allowed')
    case 'device.report':
      return null
  }
}
