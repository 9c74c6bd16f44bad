import { z } from 'zod'
import type { StreamPart } from '../stream/stream-part.ts'
import { DeviceDocument } from './device.ts'

/** Devices are shown as they are answered elsewhere; which one is active is known where the session is followed too. */
export const deviceStream: StreamPart = {
  family: 'devices',
  state: z.object({ devices: z.array(DeviceDocument.partial({ active: true })) }),
}
