import type { BatonEvent } from '../events.ts'
import { QUEUE_WINDOW, type QueueWindow } from './known-queue.ts'

/** An event as followers are told it: of a queue it tells no more than a snapshot would. The log keeps it whole. */
export function publishedOf(event: BatonEvent, { size }: QueueWindow = QUEUE_WINDOW): BatonEvent {
  if (event.type === 'queue.extended' && event.entries.length > size) {
    return { ...event, entries: event.entries.slice(0, size), count: event.entries.length }
  }
  if (event.type === 'queue.shuffled' && event.order && event.order.length > size) {
    return { ...event, order: null }
  }
  return event
}
