import assert from 'node:assert/strict'
import { test } from 'node:test'
import { barsOf, pathOf } from './waveform-shape.ts'

test('a bar is as high as the loudest moment in it, and the loudest of all fills the height', () => {
  assert.deepEqual(barsOf([10, 40, 20, 80], 2), [0.5, 1])
  assert.deepEqual(barsOf([0, 0, 50], 3), [0.04, 0.04, 1])
})

test('there are never more bars than moments, and none of nothing', () => {
  assert.equal(barsOf([1, 2, 3], 100).length, 3)
  assert.deepEqual(barsOf([], 10), [])
  assert.deepEqual(barsOf([1], 0), [])
})

test('every moment is in one of the bars', () => {
  for (const count of [7, 64, 100, 799]) {
    const peaks = Array.from({ length: 800 }, () => 0)
    for (const loud of [0, 1, 399, 798, 799]) {
      const bars = barsOf(peaks.with(loud, 100), count)
      assert.equal(Math.max(...bars), 1, `${loud} of ${count}`)
    }
  }
})

test('the path has one stroke for each bar', () => {
  assert.equal(pathOf([1, 0.5]), 'M0.5 2V98M1.5 26V74')
})
