import { NO_QUEUE } from '@baton/protocol'
import type { StreamReading } from '../stream-reading.ts'

/** A session's fields stand in the message itself. */
export const sessionReading: StreamReading = {
  family: 'session',
  fieldsIn: (said) => ({ session: said.timeline === undefined ? undefined : said, queue: said.queue }),
  unsaid: { queue: NO_QUEUE },
}
