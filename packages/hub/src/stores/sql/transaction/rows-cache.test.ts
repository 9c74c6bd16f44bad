import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SessionId } from '@baton/protocol'
import { rowsCache } from './rows-cache.ts'

const [a, b, c] = ['a', 'b', 'c'] as [SessionId, SessionId, SessionId]

test('a list is found under the revision it was kept for, and no other', () => {
  const cache = rowsCache<SessionId, Rows>()
  const kept = rows(1)
  cache.keep(a, 5, kept)
  assert.equal(cache.get(a, 5), kept)
  assert.equal(cache.get(a, 6), null)
  cache.keep(a, 4, rows(2))
  assert.equal(cache.get(a, 5), kept, 'an older one that comes late does not take its place')
})

test('the list that was longest not used goes first when there are too many entries', () => {
  const cache = rowsCache<SessionId, Rows>(60)
  cache.keep(a, 1, rows(15))
  cache.keep(b, 1, rows(15))
  assert.ok(cache.get(a, 1))
  cache.keep(c, 1, rows(15))
  assert.equal(cache.get(b, 1), null)
  assert.ok(cache.get(a, 1))
  assert.ok(cache.get(c, 1))
  cache.keep(c, 2, rows(1000))
  assert.equal(cache.get(c, 2), null, 'what alone is too long is not kept')
  assert.ok(cache.get(a, 1), 'and nothing else goes for it')
})

interface Rows {
  readonly ranks: ReadonlyMap<number, number>
}

function rows(length: number): Rows {
  return { ranks: new Map(Array.from({ length }, (_, nth) => [nth, nth])) }
}
