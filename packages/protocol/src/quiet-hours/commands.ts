import { z } from 'zod'
import { TimeZone } from '../values/time-zone.ts'
import { QuietSpans } from './quiet-hours.ts'

export const QuietHoursCommand = z.discriminatedUnion('type', [
  /** The quiet hours of the household, and where its clocks stand. What is missing stays as it is. */
  z.strictObject({
    type: z.literal('quiet-hours.set'),
    zone: TimeZone.optional(),
    spans: QuietSpans.optional(),
  }),
])
export type QuietHoursCommand = Readonly<z.infer<typeof QuietHoursCommand>>
