import assert from 'node:assert/strict'
import { test } from 'node:test'
import { QUEUE_PAGES, stateOf, want } from '@baton/hub/domain'
import {
  type Entry,
  type EntryId,
  playOrder,
  QUEUE_WINDOW,
  type Queue,
  type SessionId,
  wholeQueue,
  windowOf,
} from '@baton/protocol'
import fc from 'fast-check'
import { seeded } from '../../fakes/fixed-seeds.ts'
import {
  BEGIN,
  everythingOf,
  loadedSession,
  moved,
  newEntry,
  newHome,
  newId,
  type OpenedStore,
  queueOf,
  saveQueueOf,
  sessionChange,
  sessionOf,
  step,
} from './fixtures.ts'

export function queueRules(opened: () => OpenedStore): void {
  test('[K13] whatever is done to a queue, what is loaded is what was saved', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(edits, { minLength: 1, maxLength: 12 }), async (run) => {
        const home = await newHome(opened())
        let model: Queue = { entries: [], order: null }
        for (const edit of run) {
          model = edited(model, edit)
          await saveQueueOf(opened().store, home, () => structuredClone(model))
          assert.deepEqual(await queueOf(opened().store, home), model)
        }
        await using fresh = await opened().another()
        assert.deepEqual(await queueOf(fresh.store, home), model)
      }),
      seeded({ numRuns: 40 }),
    )
  })

  test('[K13] a queue keeps its order when one place is divided again and again', async () => {
    const home = await newHome(opened())
    const entries = [newEntry(), newEntry()]
    await saveQueueOf(opened().store, home, () => ({ entries: [...entries], order: null }))
    for (let nth = 0; nth < 60; nth++) {
      entries.splice(1, 0, newEntry())
      await saveQueueOf(opened().store, home, () => ({ entries: [...entries], order: null }))
    }
    await using fresh = await opened().another()
    assert.deepEqual(await queueOf(fresh.store, home), { entries, order: null })
  })

  test('[K13] a command that leaves the queue alone leaves its rows alone', async () => {
    const home = await newHome(opened())
    const queue = { entries: [newEntry(), newEntry()], order: null }
    await saveQueueOf(opened().store, home, () => queue)
    const written: string[] = []
    opened().failWhen((sql) => {
      written.push(sql)
      return false
    })
    await step(opened().store, home)
    await saveQueueOf(opened().store, home, (same) => structuredClone(same))
    opened().failWhen(() => false)
    assert.ok(written.length > 4)
    assert.deepEqual(
      written.filter((sql) => /^(insert into|update|delete from) queue_/.test(sql)),
      [],
    )
    assert.deepEqual(await queueOf(opened().store, home), queue)
  })

  test('[K13] [Q17] of a long queue a snapshot holds the window around the current entry, shuffled or not', async () => {
    const home = await newHome(opened())
    const { store } = opened()
    const entries = Array.from({ length: 450 }, () => newEntry())
    const order = entries.map((entry) => entry.entryId).toReversed()
    for (const queue of [
      { entries, order: null },
      { entries, order },
    ]) {
      for (const place of [0, 120, 449]) {
        const current = playOrder(queue)[place] ?? null
        await saveQueueOf(store, home, () => queue, { current })
        await using fresh = await opened().another()
        for (const one of [store, fresh.store]) {
          const { states } = await one.snapshot(home.householdId, home.userId, [home.room])
          const state = states[0]?.state
          assert.ok(state?.family === 'session')
          assert.deepEqual(state.queue, windowOf(wholeQueue(queue), current?.entryId ?? null))
          assert.equal(state.queue.entries.length, QUEUE_WINDOW.size)
        }
      }
    }
    const short = { entries: entries.slice(0, QUEUE_WINDOW.size), order: null }
    await saveQueueOf(store, home, () => short)
    const { states } = await store.snapshot(home.householdId, home.userId, [home.room])
    assert.deepEqual(states[0]?.state.family === 'session' && states[0].state.queue, wholeQueue(short))
  })

  test('[K13] [Q20] a page of a queue is what stands at these places, and says since when', async () => {
    const home = await newHome(opened())
    const { store } = opened()
    const entries = Array.from({ length: 30 }, () => newEntry())
    const order = entries.map((entry) => entry.entryId).toReversed()
    const lastSeq = await step(store, home)
    for (const queue of [
      { entries, order: null },
      { entries, order },
    ]) {
      await saveQueueOf(store, home, () => queue)
      for (const [from, limit] of [
        [0, 5],
        [12, 10],
        [25, 10],
        [40, 10],
      ] as const) {
        const key = { sessionId: home.sessionId, from, limit }
        const { held, household } = await store.read(home.householdId, [want(QUEUE_PAGES, key)])
        const page = stateOf(held, [], QUEUE_PAGES, key)
        assert.deepEqual(page?.entries, playOrder(queue).slice(from, from + limit))
        assert.deepEqual([page?.total, page?.from, page?.unchangedSince], [30, from, lastSeq])
        assert.equal(household.seq, lastSeq)
      }
    }
    const nowhere = { sessionId: newId<SessionId>(), from: 0, limit: 5 }
    const { held } = await store.read(home.householdId, [want(QUEUE_PAGES, nowhere)])
    assert.equal(stateOf(held, [], QUEUE_PAGES, nowhere), null)
  })

  test('[K13] a long queue is moved about in two stores by turns', async () => {
    const home = await newHome(opened())
    await using other = await opened().another()
    let entries = Array.from({ length: 300 }, () => newEntry())
    await saveQueueOf(opened().store, home, () => ({ entries, order: null }))
    for (let turn = 0; turn < 6; turn++) {
      entries = [...entries.slice(40 + turn), ...entries.slice(0, 40 + turn)]
      const order = entries.map((entry) => entry.entryId).reverse()
      const store = turn % 2 ? opened().store : other.store
      await saveQueueOf(store, home, () => ({ entries, order }))
      assert.deepEqual(await queueOf(turn % 2 ? other.store : opened().store, home), { entries, order })
    }
  })

  test('[K14] a queue does not change without a new revision', async () => {
    const home = await newHome(opened())
    const before = await everythingOf(opened(), home)
    await assert.rejects(
      opened().store.transact(home.householdId, sessionOf(home, 'whole'), (found) => {
        const session = loadedSession(found)
        const after = { view: session.view, queue: { entries: [newEntry()], order: null } }
        return { value: null, writes: { at: BEGIN, events: [], ...sessionChange(session, after) } }
      }),
      /without a new revision/,
    )
    assert.equal(await everythingOf(opened(), home), before)
  })

  test('[K14] a queue that was not loaded is not saved', async () => {
    const home = await newHome(opened())
    await assert.rejects(
      opened().store.transact(home.householdId, sessionOf(home), (found) => {
        const session = loadedSession(found)
        const after = moved(session, {}, { entries: [newEntry()], order: null })
        return { value: null, writes: { at: BEGIN, events: [], ...sessionChange(session, after) } }
      }),
      /was not loaded/,
    )
  })

  test('[K14] an entry stands in a queue once, and plays in it once', async () => {
    const home = await newHome(opened())
    const entry = newEntry()
    const { entryId } = entry
    const before = await everythingOf(opened(), home)
    for (const queue of [
      { entries: [entry, entry], order: null },
      { entries: [entry], order: [entryId, entryId] },
      { entries: [entry], order: [newEntry().entryId] },
    ]) {
      await assert.rejects(
        saveQueueOf(opened().store, home, () => queue),
        /A queue (holds|plays)/,
      )
    }
    assert.equal(await everythingOf(opened(), home), before)
  })
}

type Edit =
  | { readonly kind: 'add'; readonly place: number; readonly count: number }
  | { readonly kind: 'move' | 'remove' | 'mark' | 'rename'; readonly place: number; readonly to: number }
  | { readonly kind: 'shuffle'; readonly seed: number }
  | { readonly kind: 'unshuffle' | 'clear' | 'reverse' }

const place = fc.nat(1000)
const edits: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('add' as const), place, count: fc.integer({ min: 1, max: 9 }) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom('move' as const, 'remove' as const, 'mark' as const, 'rename' as const),
      place,
      to: place,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('shuffle' as const), seed: fc.nat() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('unshuffle' as const, 'clear' as const, 'reverse' as const),
    }),
  },
)

/** A queue as plain lists. */
function edited({ entries, order }: Queue, edit: Edit): Queue {
  const at = (index: number) => index % Math.max(1, entries.length)
  switch (edit.kind) {
    case 'add': {
      const added = Array.from({ length: edit.count }, () => newEntry())
      return {
        entries: entries.toSpliced(edit.place % (entries.length + 1), 0, ...added),
        order: order && [...order, ...added.map((entry) => entry.entryId)],
      }
    }
    case 'remove': {
      const gone = entries[at(edit.place)]?.entryId
      return {
        entries: entries.filter((entry) => entry.entryId !== gone),
        order: order?.filter((id) => id !== gone) ?? null,
      }
    }
    case 'move':
      return {
        entries: put(entries, at(edit.place), at(edit.to)),
        order: order && put(order, at(edit.to), at(edit.place)),
      }
    case 'mark':
      return {
        entries: changed(entries, at(edit.place), { status: edit.to % 2 ? 'played' : 'failed' }),
        order,
      }
    case 'rename':
      return { entries: changed(entries, at(edit.place), { title: `Title ${edit.to} – "ø"` }), order }
    case 'shuffle':
      return { entries, order: shuffled(entries, edit.seed) }
    case 'unshuffle':
      return { entries, order: null }
    case 'clear':
      return { entries: [], order: order && [] }
    case 'reverse':
      return { entries: entries.toReversed(), order }
  }
}

function put<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const moving = list.slice(from, from + 1)
  return list.toSpliced(from, 1).toSpliced(to, 0, ...moving)
}

function changed(entries: readonly Entry[], index: number, change: Partial<Entry>): readonly Entry[] {
  return entries.map((entry, place) => (place === index ? { ...entry, ...change } : entry))
}

function shuffled(entries: readonly Entry[], seed: number): readonly EntryId[] {
  const key = (index: number) => Math.imul(index + 1, seed | 1) >>> 0
  return entries
    .map((entry, index) => ({ id: entry.entryId, key: key(index) }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ id }) => id)
}
