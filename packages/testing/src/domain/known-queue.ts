import assert from 'node:assert/strict'
import { type KnownQueue, playOrder, type Queue, stretchesOf, wholeOrder } from '@baton/protocol'

/** How many entries there are is exact, and each that is known stands where it really does. */
export function assertAgrees(known: KnownQueue, truth: Queue): void {
  const order = playOrder(truth)
  assert.equal(known.total, order.length, 'the total')
  for (const { from, entries } of stretchesOf(known)) {
    assert.deepEqual(entries, order.slice(from, from + entries.length), `from place ${from}`)
  }
}

/** The same of two that are both known in part: where both know of a place, they know the same. */
export function agree(a: KnownQueue, b: KnownQueue): boolean {
  if (a.total !== b.total) return false
  if (a.stretches === null && b.stretches === null) {
    return JSON.stringify(wholeOrder(a)) === JSON.stringify(wholeOrder(b))
  }
  const places = new Map(byPlace(b))
  return byPlace(a).every(([place, entry]) => {
    const other = places.get(place)
    return other === undefined || JSON.stringify(other) === JSON.stringify(entry)
  })
}

function byPlace(queue: KnownQueue) {
  return stretchesOf(queue).flatMap(({ from, entries }) =>
    entries.map((entry, nth) => [from + nth, entry] as const),
  )
}
