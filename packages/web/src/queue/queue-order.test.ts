import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Entry, type EntryId, knownQueue } from '@baton/protocol'
import { type Move, movesBack, movesOf, runsOf, timeLeft } from './queue-order.ts'
import { rowsOf } from './queue-rows.ts'

const entry = (id: string) => ({ entryId: id, title: id }) as unknown as Entry
const five = ['a', 'b', 'c', 'd', 'e'].map((id) => entry(id))
const ids = (...names: string[]) => new Set(names as EntryId[])

function carriedOut(order: readonly Entry[], moves: readonly Move[]): string {
  const now = order.map((one) => one.entryId as string)
  for (const move of moves) {
    now.splice(now.indexOf(move.entryId), 1)
    now.splice(move.after === null ? 0 : now.indexOf(move.after) + 1, 0, move.entryId)
  }
  return now.join('')
}

test('several entries move together, in the order in which they stand', () => {
  assert.equal(carriedOut(five, movesOf(five, ids('e', 'c'), 'a' as EntryId)), 'acebd')
  assert.equal(carriedOut(five, movesOf(five, ids('a', 'b'), 'd' as EntryId)), 'cdabe')
  assert.equal(carriedOut(five, movesOf(five, ids('b', 'd'), null)), 'bdace')
})

test('what is dropped on itself or stands there already does not move', () => {
  assert.deepEqual(movesOf(five, ids('b'), 'a' as EntryId), [])
  assert.deepEqual(movesOf(five, ids('b', 'c'), 'c' as EntryId), [])
  assert.equal(carriedOut(five, movesOf(five, ids('b', 'd'), 'd' as EntryId)), 'acbde')
})

test('every move has a way back', () => {
  for (const [chosen, after] of [
    [ids('e', 'c'), 'a'],
    [ids('a', 'd'), null],
    [ids('a', 'b', 'c'), 'e'],
  ] as const) {
    const moves = movesOf(five, chosen, after as EntryId | null)
    const moved = [...carriedOut(five, moves)].map((id) => entry(id))
    assert.equal(carriedOut(moved, movesBack(five, moves)), 'abcde')
  }
})

test('what is removed together remembers behind what it stood', () => {
  assert.deepEqual(
    runsOf(five, ids('a', 'c', 'd')).map(({ after, trackIds }) => [after, trackIds.length]),
    [
      [null, 1],
      ['b', 2],
    ],
  )
})

test('the time left counts the rest of the current entry, and nothing that cannot be played', () => {
  const order = five.map((one, index) => ({
    ...one,
    durationMs: 60_000,
    status: index === 3 ? ('failed' as const) : ('queued' as const),
  }))
  const rows = rowsOf(knownQueue(5, [{ from: 0, entries: order }]))
  assert.deepEqual(timeLeft(rows, 'b' as EntryId, 10_000), { entries: 3, ms: 170_000 })
  assert.deepEqual(timeLeft(rows, null, 10_000), { entries: 4, ms: 240_000 })
  assert.deepEqual(timeLeft(rowsOf(knownQueue(9, [{ from: 2, entries: order }])), 'b' as EntryId, 0), {
    entries: 5,
    ms: null,
  })
  assert.deepEqual(timeLeft([], null, 0), { entries: 0, ms: 0 })
})
