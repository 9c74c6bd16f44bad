import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entry, EntryId, Queue } from '@baton/protocol'
import fc from 'fast-check'
import {
  BEGIN,
  everythingOf,
  loadedSession,
  moved,
  newEntry,
  newHome,
  type OpenedStore,
  queueOf,
  saveQueueOf,
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
      { numRuns: 40 },
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
      opened().store.transact(home.householdId, { sessionId: home.sessionId, queue: 'all' }, (found) => {
        const session = loadedSession(found)
        const after = { view: session.view, queue: { entries: [newEntry()], order: null } }
        return { value: null, writes: { at: BEGIN, events: [], session: { before: session, after } } }
      }),
      /without a new revision/,
    )
    assert.equal(await everythingOf(opened(), home), before)
  })

  test('[K14] a queue that was not loaded is not saved', async () => {
    const home = await newHome(opened())
    await assert.rejects(
      opened().store.transact(home.householdId, { sessionId: home.sessionId }, (found) => {
        const session = loadedSession(found)
        const after = moved(session, {}, { entries: [newEntry()], order: null })
        return { value: null, writes: { at: BEGIN, events: [], session: { before: session, after } } }
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
