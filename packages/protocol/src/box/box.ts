import { z } from 'zod'
import { DeviceView } from '../device/device.ts'
import { SessionId } from '../values/ids.ts'

/** A box of the household: a device that is nobody's, with a session of its own. It is known by that session. */
export const BoxView = z.object({
  sessionId: SessionId,
  device: DeviceView,
  /** Null: as loud as its device gets. */
  maxVolume: z.int().min(0).max(100).nullable(),
})
export type BoxView = Readonly<z.infer<typeof BoxView>>
