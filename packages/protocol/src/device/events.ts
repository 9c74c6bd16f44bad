import { z } from 'zod'
import { DeviceId } from '../values/ids.ts'
import { DeviceView } from './device.ts'

export const DeviceEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('device.registered'), device: DeviceView }),
  z.object({ type: z.literal('device.changed'), device: DeviceView }),
  z.object({ type: z.literal('device.came-online'), device: DeviceView }),
  z.object({ type: z.literal('device.went-offline'), device: DeviceView }),
  z.object({ type: z.literal('device.removed'), deviceId: DeviceId }),
])
export type DeviceEvent = Readonly<z.infer<typeof DeviceEvent>>
