import { z } from 'zod'
import { QuietHours } from './quiet-hours.ts'

export const QuietHoursEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('quiet-hours.changed'), quietHours: QuietHours }),
])
export type QuietHoursEvent = Readonly<z.infer<typeof QuietHoursEvent>>
