import { z } from 'zod'
import { MAX_QUIET_SPANS, QuietHours, QuietSpan, type QuietSpans } from '../../quiet-hours/quiet-hours.ts'
import { TimeZone } from '../../values/time-zone.ts'
import { event } from '../command-body.ts'
import { contract } from '../contract.ts'
import { AcceptedReceipt } from '../session/documents.ts'
import { quietHoursEndpoints } from './endpoints.ts'

const { days, from, to, maxVolume } = QuietSpan.shape

/** Spans as a body names them. */
export const SpansInBody = z
  .array(
    z.strictObject({
      days: days.describe('On which it begins: 1 is Monday, 7 is Sunday.'),
      from: from.describe('As the clocks of the household show it, such as 22:00.'),
      to: to.describe('Not later than `from`: on the next day.'),
      max_volume: maxVolume.describe('As loud as it may get, in percent; 0: not a sound.'),
    }),
  )
  .max(MAX_QUIET_SPANS)

export function spansOfBody(spans: z.infer<typeof SpansInBody>): QuietSpans {
  return spans.map(({ max_volume: loudest, ...span }) => ({ ...span, maxVolume: loudest }))
}

export const quietHoursContract = contract('devices', quietHoursEndpoints, {
  read: {
    summary: 'Quiet hours of the household',
    description: 'They hold for every device that has none of its own.',
    scope: 'read',
    rate: 'read',
    answer: QuietHours,
  },
  set: {
    summary: 'Set the quiet hours of the household, and its time zone',
    description: 'For owners.',
    command: 'quiet-hours.set',
    body: z.strictObject({
      zone: TimeZone.optional().describe('Such as Europe/Berlin.'),
      spans: SpansInBody.optional(),
      ...event,
    }),
    answer: z.object({ receipt: AcceptedReceipt }),
  },
})
