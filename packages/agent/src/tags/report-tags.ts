import { type Hub, isFailure } from '@baton/client'
import { repeatedTag, TagId } from '@baton/protocol'
import type { Log } from '../log/log.ts'
import type { TagWatcher } from './tag-source.ts'

/** What was held to the reader while the hub was away plays nothing later. */
const TOLD_WITHIN_MS = 3_000

export interface ReportTagsParts {
  readonly hub: Pick<Hub, 'send'>
  readonly log: Log
  readonly monotonicMs: () => number
}

/** Tells the hub of each tag that comes to the reader, once. What is no number of a tag is passed over. */
export function reportTags({ hub, log, monotonicMs }: ReportTagsParts): TagWatcher['onTag'] {
  const isRepeated = repeatedTag(monotonicMs)
  async function tell(tagId: TagId): Promise<void> {
    try {
      const { receipt } = await hub.send({ type: 'tag.scan', tagId }, { expiresMs: TOLD_WITHIN_MS })
      log.info(`Tag ${tagId}: ${receipt.result.scanned}`)
    } catch (error) {
      log.warn(`Tag ${tagId}: ${isFailure(error) ? error.code : 'the hub could not be told'}`)
    }
  }

  return (text) => {
    const read = TagId.safeParse(text)
    if (!read.success) return log.debug('What the reader wrote is no number of a tag')
    if (!isRepeated(read.data)) void tell(read.data)
  }
}
