import type { BatonEvent } from '../events.ts'
import { inserted, moved } from '../values/list-edits.ts'
import type { Stamp } from '../values/stamp.ts'
import type { QueueEvent } from './events.ts'
import type { Entry, Queue, SessionView } from './session.ts'

/** Every event of the aggregate moves the revision; session events also say what they changed. */
export function foldSession(view: SessionView, event: BatonEvent, { revision, at }: Stamp): SessionView {
  const change = 'change' in event ? event.change : {}
  return { ...view, ...change, revision, updatedAt: at }
}

/** The whole queue, by an event as the log has it: what followers are told of a long one is `foldKnownQueue`'s. */
export function foldQueue(queue: Queue, event: QueueEvent): Queue {
  switch (event.type) {
    case 'queue.extended': {
      const added = event.entries.map((entry) => entry.entryId)
      return {
        entries: inserted(queue.entries, event.index, event.entries),
        order:
          queue.order && event.orderIndex !== null
            ? inserted(queue.order, event.orderIndex, added)
            : queue.order,
      }
    }
    case 'queue.entry-moved':
      if (event.list === 'order') {
        return { ...queue, order: queue.order && moved(queue.order, event.entryId, event.index, (id) => id) }
      }
      return { ...queue, entries: moved(queue.entries, event.entryId, event.index, (entry) => entry.entryId) }
    case 'queue.entries-removed': {
      const gone = new Set(event.entryIds)
      return {
        entries: queue.entries.filter((entry) => !gone.has(entry.entryId)),
        order: queue.order?.filter((id) => !gone.has(id)) ?? null,
      }
    }
    case 'queue.cleared':
      return { entries: [], order: queue.order && [] }
    case 'queue.shuffled':
      return { ...queue, order: event.order ?? queue.order }
    case 'queue.unshuffled':
      return { ...queue, order: null }
    case 'queue.entries-marked': {
      const marks = new Map(event.marks.map((mark) => [mark.entryId, mark.status]))
      return { ...queue, entries: queue.entries.map((entry) => marked(entry, marks.get(entry.entryId))) }
    }
  }
}

export function isQueueEvent(event: BatonEvent): event is QueueEvent {
  return event.type.startsWith('queue.')
}

function marked(entry: Entry, status: Entry['status'] | undefined): Entry {
  return status === undefined || status === entry.status ? entry : { ...entry, status }
}
