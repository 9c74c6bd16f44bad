import type { Queue } from '@baton/protocol'
import type { StreamReading } from '../stream-reading.ts'

const EMPTY: Queue = { entries: [], order: null }

/** A session's fields stand in the message itself. */
export const sessionReading: StreamReading = {
  family: 'session',
  fieldsIn: (said) => ({ session: said.timeline === undefined ? undefined : said, queue: said.queue }),
  unsaid: { queue: EMPTY },
}
