import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  foldKnownQueue,
  isQueueEvent,
  type KnownQueue,
  playOrder,
  type Queue,
  type QueueEvent,
  type QueueWindow,
  toldOf,
  wholeQueue,
  windowOf,
  withPage,
} from '@baton/protocol'
import { seeded } from '@baton/testing/fakes/fixed-seeds'
import fc from 'fast-check'
import {
  attempt,
  by,
  commandOf,
  type Deed,
  deedsOf,
  enqueue,
  given,
  type House,
  houseWith,
  play,
} from '../../../testing/src/domain/index.ts'
import { assertAgrees } from '../../../testing/src/domain/known-queue.ts'

const NAMES = ['kitchen', 'study'] as const
/** So small that the queues of these stories are longer. */
const WINDOW: QueueWindow = { size: 4, before: 1 }
const { house: start } = given(
  houseWith(...NAMES),
  enqueue([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
  by('kitchen', play()),
)

interface Step {
  readonly deed: Deed
  /** Read before it. */
  readonly page: { readonly from: number; readonly limit: number } | null
}

const page = fc.record({ from: fc.integer({ min: 0, max: 14 }), limit: fc.integer({ min: 1, max: 5 }) })
const stories = deedsOf(NAMES, 60).chain((deeds) =>
  fc
    .array(fc.option(page), { minLength: deeds.length, maxLength: deeds.length })
    .map((pages) => deeds.map((deed, nth): Step => ({ deed, page: pages[nth] ?? null }))),
)

test('[Q18] what is known of a queue stays true whatever happens, and how long it is stays exact', () => {
  let lengths = 0
  let unknown = 0
  fc.assert(
    fc.property(stories, (steps) => {
      let house = start
      let known = shown(house)
      for (const { deed, page: place } of steps) {
        if (place) known = withPage(known, pageOf(queueOf(house), place))
        assertAgrees(known, queueOf(house))
        const next = afterDeed(house, deed)
        if (!next) continue
        const told = next.events.map((event) => toldOf(event, WINDOW)).filter(isQueueEvent)
        known = told.reduce(foldKnownQueue, known)
        house = next.house
        lengths += known.total
        unknown += known.total - known.entries.length
        assertAgrees(known, queueOf(house))
      }
    }),
    seeded({ numRuns: 300 }),
  )
  // Else it would say nothing: neither where all was known nor where nothing was.
  assert.ok(unknown > lengths * 0.1 && unknown < lengths * 0.8, `${unknown} of ${lengths} were unknown`)
})

test('[Q18] events of a log that is older than windows cost knowledge, never truth', () => {
  fc.assert(
    fc.property(stories, (steps) => {
      let house = start
      let known = shown(house)
      for (const { deed, page: place } of steps) {
        if (place) known = withPage(known, pageOf(queueOf(house), place))
        const next = afterDeed(house, deed)
        if (!next) continue
        for (const event of next.events) known = foldKnownQueue(known, asBefore(event))
        house = next.house
        assertAgrees(known, queueOf(house))
      }
    }),
    seeded({ numRuns: 100 }),
  )
})

test('[Q18] a queue that is known whole, and is told whole what happens, is the hub’s own in both orders', () => {
  fc.assert(
    fc.property(stories, (steps) => {
      let house = start
      let known: KnownQueue = wholeQueue(queueOf(house))
      for (const { deed } of steps) {
        const next = afterDeed(house, deed)
        if (!next) continue
        for (const event of next.events) known = foldKnownQueue(known, event)
        house = next.house
        assert.deepEqual(known, wholeQueue(queueOf(house)))
      }
    }),
    seeded({ numRuns: 200 }),
  )
})

function afterDeed(house: House, deed: Deed) {
  if (deed.do !== 'say') return null
  const attempted = attempt(house, commandOf(house, deed.who, deed.words), deed.who)
  if ('rejected' in attempted) return null
  return { house: attempted.house, events: attempted.outcome.sessionEvents.filter(isQueueEvent) }
}

function asBefore(event: QueueEvent): QueueEvent {
  if (event.type === 'queue.entry-moved') return { ...event, from: undefined }
  if (event.type === 'queue.entries-removed') return { ...event, places: undefined }
  return event
}

function shown(house: House): KnownQueue {
  return windowOf(wholeQueue(queueOf(house)), house.session.view.current?.entryId ?? null, WINDOW)
}

function pageOf(queue: Queue, { from, limit }: NonNullable<Step['page']>) {
  const order = playOrder(queue)
  return { total: order.length, from, entries: order.slice(from, from + limit) }
}

function queueOf(house: House): Queue {
  const { queue } = house.session
  assert.ok(queue)
  return queue
}
