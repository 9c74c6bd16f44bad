import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  foldKnownQueue,
  isQueueEvent,
  type KnownQueue,
  playOrder,
  publishedOf,
  type Queue,
  type QueueEvent,
  type QueueWindow,
  wholeQueue,
  windowOf,
  withPage,
} from '@baton/protocol'
import { seeded } from '@baton/testing/fakes/fixed-seeds'
import fc from 'fast-check'
import {
  type Action,
  actionsOf,
  attempt,
  by,
  commandOf,
  enqueue,
  given,
  type Household,
  householdWith,
  play,
} from '../../../testing/src/domain/index.ts'
import { assertAgrees } from '../../../testing/src/domain/known-queue.ts'

const NAMES = ['kitchen', 'study'] as const
/** So small that the queues of these stories are longer. */
const WINDOW: QueueWindow = { size: 4, before: 1 }
const { household: start } = given(
  householdWith(...NAMES),
  enqueue([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
  by('kitchen', play()),
)

interface Step {
  readonly action: Action
  /** Read before it. */
  readonly page: { readonly from: number; readonly limit: number } | null
}

const page = fc.record({ from: fc.integer({ min: 0, max: 14 }), limit: fc.integer({ min: 1, max: 5 }) })
const stories = actionsOf(NAMES, 60).chain((actions) =>
  fc
    .array(fc.option(page), { minLength: actions.length, maxLength: actions.length })
    .map((pages) => actions.map((action, nth): Step => ({ action, page: pages[nth] ?? null }))),
)

test('[Q18] what is known of a queue stays true whatever happens, and how long it is stays exact', () => {
  let lengths = 0
  let unknown = 0
  fc.assert(
    fc.property(stories, (steps) => {
      let household = start
      let known = shown(household)
      for (const { action, page: place } of steps) {
        if (place) known = withPage(known, pageOf(queueOf(household), place))
        assertAgrees(known, queueOf(household))
        const next = afterDeed(household, action)
        if (!next) continue
        const published = next.events.map((event) => publishedOf(event, WINDOW)).filter(isQueueEvent)
        known = published.reduce(foldKnownQueue, known)
        household = next.household
        lengths += known.total
        unknown += known.total - known.entries.length
        assertAgrees(known, queueOf(household))
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
      let household = start
      let known = shown(household)
      for (const { action, page: place } of steps) {
        if (place) known = withPage(known, pageOf(queueOf(household), place))
        const next = afterDeed(household, action)
        if (!next) continue
        for (const event of next.events) known = foldKnownQueue(known, asBefore(event))
        household = next.household
        assertAgrees(known, queueOf(household))
      }
    }),
    seeded({ numRuns: 100 }),
  )
})

test('[Q18] a queue that is known whole, and is told whole what happens, is the hub’s own in both orders', () => {
  fc.assert(
    fc.property(stories, (steps) => {
      let household = start
      let known: KnownQueue = wholeQueue(queueOf(household))
      for (const { action } of steps) {
        const next = afterDeed(household, action)
        if (!next) continue
        for (const event of next.events) known = foldKnownQueue(known, event)
        household = next.household
        assert.deepEqual(known, wholeQueue(queueOf(household)))
      }
    }),
    seeded({ numRuns: 200 }),
  )
})

function afterDeed(household: Household, action: Action) {
  if (action.do !== 'say') return null
  const attempted = attempt(household, commandOf(household, action.who, action.words), action.who)
  if ('rejected' in attempted) return null
  return { household: attempted.household, events: attempted.outcome.sessionEvents.filter(isQueueEvent) }
}

function asBefore(event: QueueEvent): QueueEvent {
  if (event.type === 'queue.entry-moved') return { ...event, from: undefined }
  if (event.type === 'queue.entries-removed') return { ...event, places: undefined }
  return event
}

function shown(household: Household): KnownQueue {
  return windowOf(wholeQueue(queueOf(household)), household.session.view.current?.entryId ?? null, WINDOW)
}

function pageOf(queue: Queue, { from, limit }: NonNullable<Step['page']>) {
  const order = playOrder(queue)
  return { total: order.length, from, entries: order.slice(from, from + limit) }
}

function queueOf(household: Household): Queue {
  const { queue } = household.session
  assert.ok(queue)
  return queue
}
