import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Entry, type EntryId, knownQueue, withPage } from '@baton/protocol'
import { rowsOf } from './queue-rows.ts'

const entry = (id: string) => ({ entryId: id, title: id }) as unknown as Entry
const entries = ['a', 'b', 'c'].map(entry)
const names = (rows: ReturnType<typeof rowsOf>) => rows.map((row) => row.entryId as string)

test('every place of a queue has a row, known or not', () => {
  const rows = rowsOf(knownQueue(5, [{ from: 1, entries }]))
  assert.deepEqual(names(rows), ['place-0', 'a', 'b', 'c', 'place-4'])
  assert.deepEqual(
    rows.map(({ entry }) => entry?.title ?? null),
    [null, 'a', 'b', 'c', null],
  )
})

test('a row that becomes known keeps its name, and takes it along when it moves', () => {
  const queue = knownQueue(4, [{ from: 0, entries }])
  const before = rowsOf(queue)
  const known = rowsOf(withPage(queue, { total: 4, from: 3, entries: [entry('d')] }), before)
  assert.deepEqual(names(known), ['a', 'b', 'c', 'place-3'])
  assert.equal(known[3]?.entry?.entryId, 'd')
  const moved = rowsOf(knownQueue(4, [{ from: 0, entries: [entry('d'), ...entries] }]), known)
  assert.deepEqual(names(moved), ['place-3', 'a', 'b', 'c'])
  const longer = rowsOf(knownQueue(5, [{ from: 0, entries: [entry('d'), ...entries.slice(0, 2)] }]), moved)
  assert.deepEqual(names(longer), ['place-3', 'a', 'b', 'place-3+', 'place-4'])
})

test('where others came or went, nothing takes the name of a place', () => {
  const before = rowsOf(knownQueue(4, [{ from: 0, entries }]))
  const after = rowsOf(knownQueue(5, [{ from: 1, entries: [...entries, entry('d')] }]), before)
  assert.deepEqual(names(after), ['place-0', 'a', 'b', 'c', 'd' as EntryId])
})
