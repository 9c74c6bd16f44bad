import { z } from 'zod'
import type { EntryId } from '../values/ids.ts'
import { Entry, MAX_QUEUE_LENGTH, playOrder, Queue } from './session.ts'
import { joined, placeIn, type Stretch, withoutRange } from './stretches.ts'

/**
 * What a snapshot holds of a queue: `size` entries, of which `before` were played before the current one. No event tells
 * more entries than that either. What is beyond is read as pages.
 */
export const QUEUE_WINDOW = { size: 200, before: 50 } as const
export type QueueWindow = { readonly size: number; readonly before: number }

/**
 * What is known of a queue. Known whole (`stretches` is null) it has both orders, as the hub has them. Of a longer one only
 * the order that plays is known, and in it the places that `stretches` names: `entries` are those, one stretch behind the
 * other, and `order` is null.
 */
export const KnownQueue = Queue.extend({
  /** How many entries the queue has, known or not. */
  total: z.int().min(0).max(MAX_QUEUE_LENGTH),
  stretches: z
    .array(z.object({ from: z.int().min(0), length: z.int().min(1) }))
    .readonly()
    .nullable(),
})
export type KnownQueue = Readonly<z.infer<typeof KnownQueue>>

/** So many entries one page holds at most. */
export const MAX_QUEUE_PAGE = 500

/** Entries that stand one behind the other, the first of them at `from` in the order that plays. */
export const QueuePage = z.object({
  total: z.int().min(0).max(MAX_QUEUE_LENGTH),
  from: z.int().min(0),
  entries: z.array(Entry).readonly(),
})
export type QueuePage = Readonly<z.infer<typeof QueuePage>>

export const NO_QUEUE: KnownQueue = { entries: [], order: null, total: 0, stretches: null }

export function wholeQueue({ entries, order }: Queue): KnownQueue {
  return { entries, order, total: entries.length, stretches: null }
}

/** A queue as a snapshot shows it: whole, or what stands around the current entry. */
export function windowOf(
  queue: KnownQueue,
  currentId: EntryId | null,
  window: QueueWindow = QUEUE_WINDOW,
): KnownQueue {
  const { total } = queue
  if (queue.stretches === null && total <= window.size) return queue
  const known = stretchesOf(queue)
  const from = windowFrom(total, placeIn(known, currentId) ?? 0, window)
  const behind = withoutRange(known, 0, from)
  return knownQueue(total, withoutRange(behind, from + window.size, total))
}

/** Where the window around this place begins: at either end of the queue it is as long as elsewhere. */
export function windowFrom(
  total: number,
  place: number,
  { size, before }: QueueWindow = QUEUE_WINDOW,
): number {
  return Math.max(0, Math.min(place - before, total - size))
}

/** A queue of which only these stretches are known. An empty one is known whole. */
export function knownQueue(total: number, stretches: readonly Stretch[]): KnownQueue {
  if (total === 0) return NO_QUEUE
  const known = joined(stretches)
  return {
    entries: known.flatMap(({ entries }) => entries),
    order: null,
    total,
    stretches: known.map(({ from, entries }) => ({ from, length: entries.length })),
  }
}

/** What is known, in the order that plays. */
export function stretchesOf(queue: KnownQueue): readonly Stretch[] {
  if (queue.stretches === null) return joined([{ from: 0, entries: playOrder(queue) }])
  let next = 0
  return queue.stretches.map(({ from, length }) => {
    const entries = queue.entries.slice(next, next + length)
    next += length
    return { from, entries }
  })
}

/** All entries in the order that plays, or null where some are not known. */
export function wholeOrder(queue: KnownQueue): readonly Entry[] | null {
  if (queue.stretches === null) return playOrder(queue)
  return queue.entries.length === queue.total ? queue.entries : null
}

/** Which of the places from `from` up to `to` are not known, as ranges. */
export function gapsIn(
  queue: KnownQueue,
  from: number,
  to: number,
): readonly { readonly from: number; readonly to: number }[] {
  if (queue.stretches === null) return []
  const gaps: { from: number; to: number }[] = []
  let next = Math.max(0, from)
  const end = Math.min(to, queue.total)
  for (const stretch of queue.stretches) {
    if (stretch.from > next) gaps.push({ from: next, to: Math.min(stretch.from, end) })
    next = Math.max(next, stretch.from + stretch.length)
  }
  if (next < end) gaps.push({ from: next, to: end })
  return gaps.filter((gap) => gap.from < gap.to)
}

/** With a page that is true of this very queue. */
export function withPage(queue: KnownQueue, { from, entries }: QueuePage): KnownQueue {
  if (queue.stretches === null) return queue
  const others = withoutRange(stretchesOf(queue), from, from + entries.length)
  return knownQueue(queue.total, [...others, { from, entries }])
}
