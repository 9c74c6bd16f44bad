import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judge, medianOf, slope } from './flatness.ts'

const BOUND = { part: 0.05, floor: 2 }

test('a leak of a tenth over the second half is growth, and noise around a level is none', () => {
  const noise = (x: number) => ((x * 7_919) % 13) - 6
  const level = Array.from({ length: 200 }, (_, x) => ({ x, y: 100 + noise(x) }))
  const leaking = level.map(({ x, y }) => ({ x, y: y + x / 10 }))
  assert.equal(judge(level, BOUND).isFlat, true)
  const verdict = judge(leaking, BOUND)
  assert.equal(verdict.isFlat, false)
  assert.ok(Math.abs(verdict.grown - 10) < 1, `grown by ${verdict.grown}`)
})

test('warming up in the first half, a few bad moments, and falling are not held against it', () => {
  const warming = Array.from({ length: 100 }, (_, x) => ({ x, y: Math.min(x, 40) }))
  assert.equal(judge(warming, BOUND).isFlat, true)
  const troubled = warming.map(({ x, y }) => ({ x, y: x > 90 ? y * 50 : y }))
  assert.equal(judge(troubled, BOUND).isFlat, true)
  const falling = Array.from({ length: 100 }, (_, x) => ({ x, y: 500 - x }))
  assert.equal(judge(falling, BOUND).isFlat, true)
})

test('nothing that was measured is not flat, and what was not measured is left out', () => {
  assert.equal(judge([], BOUND).isFlat, false)
  assert.equal(judge([{ x: 0, y: Number.NaN }], BOUND).isFlat, false)
  const gaps = Array.from({ length: 50 }, (_, x) => ({ x, y: x % 3 === 0 ? Number.NaN : 7 }))
  assert.deepEqual([judge(gaps, BOUND).middle, judge(gaps, BOUND).isFlat], [7, true])
})

test('the slope is that of the line, and the median that of the middle', () => {
  assert.equal(slope([5, 7, 9, 11].map((y, x) => ({ x, y }))), 2)
  assert.equal(medianOf([3, 1, 2, 10]), 2.5)
})
