import type { QuietHoursCommand } from '../../quiet-hours/commands.ts'
import type { QuietSpans } from '../../quiet-hours/quiet-hours.ts'
import { requestTo } from '../request.ts'
import type { RequestsOf } from '../requests-of.ts'
import { quietHoursEndpoints } from './endpoints.ts'

export const quietHoursRequests: RequestsOf<QuietHoursCommand> = {
  'quiet-hours.set': ({ zone, spans }) =>
    requestTo(quietHoursEndpoints.set, { body: { zone, spans: spans && spanWords(spans) } }),
}

/** Spans as bodies have them. */
export function spanWords(spans: QuietSpans) {
  return spans.map(({ days, from, to, maxVolume }) => ({ days: [...days], from, to, max_volume: maxVolume }))
}
