import type { EntryId } from '../values/ids.ts'
import type { QueueEvent } from './events.ts'
import { foldQueue } from './fold.ts'
import { type KnownQueue, knownQueue, NO_QUEUE, stretchesOf, wholeQueue } from './known-queue.ts'
import type { Entry } from './session.ts'
import { at, placeIn, type Stretch, withAdded, withoutPlaces } from './stretches.ts'

/**
 * What is known of a queue after an event. One that is known whole stays so, unless it is not told whole what happened. Of
 * any other the total stays exact, what is known stays true, and what an event does not tell is not known any more.
 */
export function foldKnownQueue(queue: KnownQueue, event: QueueEvent): KnownQueue {
  if (event.type === 'queue.cleared' && queue.stretches !== null) return NO_QUEUE
  if (queue.stretches === null && isToldWhole(event))
    return wholeQueue(foldQueue(shuffledBy(queue, event), event))
  return foldStretches(queue.total, stretchesOf(queue), event)
}

function isToldWhole(event: QueueEvent): boolean {
  if (event.type === 'queue.extended') return event.count === undefined
  return event.type !== 'queue.shuffled' || event.order !== null
}

/** Whether a queue is shuffled, of which nothing is left that could show it, is shown by what is added to it. */
function shuffledBy(queue: KnownQueue, event: QueueEvent): KnownQueue {
  const isNews = event.type === 'queue.extended' && event.orderIndex !== null
  return queue.total === 0 && queue.order === null && isNews ? { ...queue, order: [] } : queue
}

function foldStretches(total: number, known: readonly Stretch[], event: QueueEvent): KnownQueue {
  switch (event.type) {
    case 'queue.extended': {
      const count = event.count ?? event.entries.length
      const place = event.orderIndex ?? event.index
      return knownQueue(total + count, withAdded(known, place, count, event.entries))
    }
    case 'queue.entry-moved': {
      const from = event.from ?? placeIn(known, event.entryId)
      if (from === null) return knownQueue(total, [])
      const entry = at(known, from)
      const others = withoutPlaces(known, [from])
      return knownQueue(total, withAdded(others, event.index, 1, entry ? [entry] : []))
    }
    case 'queue.entries-removed': {
      const places = event.places ?? event.entryIds.map((id) => placeIn(known, id))
      const left = total - event.entryIds.length
      return knownQueue(left, places.every((place) => place !== null) ? withoutPlaces(known, places) : [])
    }
    case 'queue.cleared':
      return NO_QUEUE
    case 'queue.shuffled':
      return knownQueue(total, event.order ? placed(known, event.order) : [])
    case 'queue.unshuffled':
      return knownQueue(total, [])
    case 'queue.entries-marked': {
      const marks = new Map(event.marks.map((mark) => [mark.entryId, mark.status]))
      return knownQueue(
        total,
        known.map(({ from, entries }) => ({ from, entries: entries.map((entry) => marked(entry, marks)) })),
      )
    }
  }
}

/** Those of an order that are known, where they stand in it now. */
function placed(known: readonly Stretch[], order: readonly EntryId[]): readonly Stretch[] {
  const byId = new Map(known.flatMap(({ entries }) => entries.map((entry) => [entry.entryId, entry])))
  return order.flatMap((id, from): Stretch[] => {
    const entry = byId.get(id)
    return entry ? [{ from, entries: [entry] }] : []
  })
}

function marked(entry: Entry, marks: ReadonlyMap<EntryId, Entry['status']>): Entry {
  const status = marks.get(entry.entryId)
  return status === undefined || status === entry.status ? entry : { ...entry, status }
}
