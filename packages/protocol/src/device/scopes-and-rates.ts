import type { CommandRights } from '../values/scope.ts'
import type { DeviceCommand } from './commands.ts'

const device = { scope: 'control', rateClass: 'control' } as const

export const DEVICE_COMMAND_RIGHTS = {
  'device.register': device,
  'device.update': device,
  'device.lift-quiet-hours': device,
  'device.remove': device,
  'device.report': device,
} as const satisfies Readonly<Record<DeviceCommand['type'], CommandRights>>
