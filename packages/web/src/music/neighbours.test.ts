import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EntryId } from '@baton/protocol'
import { before, neighbour } from './neighbours.ts'

const id = (text: string) => text as EntryId
const entries = ['a', 'b', 'c'].map((entryId) => ({ entryId: id(entryId) }))

test('moving an entry by one place names the entry that it stands behind', () => {
  assert.equal(neighbour(entries, id('b'), -1), null)
  assert.equal(neighbour(entries, id('c'), -1), 'a')
  assert.equal(neighbour(entries, id('b'), 1), 'c')
  assert.equal(neighbour(entries, id('a'), -1), undefined)
  assert.equal(neighbour(entries, id('c'), 1), undefined)
  assert.equal(neighbour(entries, id('x'), 1), undefined)
})

test('an entry that was removed can be put back behind the one before it', () => {
  assert.equal(before(entries, id('a')), null)
  assert.equal(before(entries, id('c')), 'b')
})
