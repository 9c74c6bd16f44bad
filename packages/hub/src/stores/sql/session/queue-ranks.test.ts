import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { RANK_GAP, ranked } from './queue-ranks.ts'

test('ranks grow in the order asked for, whatever ranks there were', () => {
  const former = fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 30 })
  fc.assert(
    fc.property(former, fc.uniqueArray(fc.nat(40)), (ranks, ids) => {
      const found = [...ranked(ids, new Map(ranks.map((rank, id) => [id, rank])))]
      assert.deepEqual(
        found.map(([id]) => id),
        ids,
      )
      for (let index = 1; index < found.length; index++) {
        assert.ok((found[index - 1]?.[1] ?? 0) < (found[index]?.[1] ?? 0))
      }
      assert.ok(found.every(([, rank]) => Number.isSafeInteger(rank)))
    }),
  )
})

test('moving, adding or removing one changes one rank only', () => {
  const ids = Array.from({ length: 20 }, (_, id) => id)
  const former = ranked(ids, new Map())
  fc.assert(
    fc.property(fc.nat(19), fc.nat(19), (from, to) => {
      const moving = ids[from] as number
      const moved = ids.toSpliced(from, 1).toSpliced(to, 0, moving)
      assert.equal(changed(former, ranked(moved, former)).length, from === to ? 0 : 1)
      assert.deepEqual(changed(former, ranked(ids.toSpliced(to, 0, 99), former)), [99])
      assert.deepEqual(changed(former, ranked(ids.toSpliced(from, 1), former)), [])
    }),
  )
})

test('a gap that has no room left is made by numbering anew', () => {
  const found = ranked(
    ['a', 'new', 'b'],
    new Map([
      ['a', 5],
      ['b', 6],
    ] as const),
  )
  assert.deepEqual([...found.values()], [0, RANK_GAP, 2 * RANK_GAP])
})

test('ranks stay exact, however long things are put at one end', () => {
  const edge = 2 ** 52 - 10
  assert.deepEqual([...ranked(['a', 'new'], new Map([['a', edge]])).values()], [0, RANK_GAP])
  assert.deepEqual([...ranked(['new', 'a'], new Map([['a', -edge]])).values()], [0, RANK_GAP])
})

function changed(before: ReadonlyMap<number, number>, now: ReadonlyMap<number, number>): number[] {
  return [...now].flatMap(([id, rank]) => (before.get(id) === rank ? [] : [id]))
}
