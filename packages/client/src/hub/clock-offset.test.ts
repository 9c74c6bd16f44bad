import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { clockOffset } from './clock-offset.ts'

test('[P43] the exchange with the shortest way there and back counts', () => {
  const offset = clockOffset()
  offset.exchanged(10_500, 0, 1_000)
  offset.exchanged(12_005, 2_000, 2_010)
  offset.exchanged(13_400, 3_000, 3_800)
  assert.equal(offset.estimate()?.offsetMs, 10_000)
  assert.equal(offset.estimate()?.uncertaintyMs, 5)
})

test('[P43] the true offset lies within what is promised, whatever the two ways take', () => {
  const way = fc.integer({ min: 0, max: 2_000 })
  fc.assert(
    fc.property(
      fc.integer(),
      fc.array(fc.tuple(way, way, way), { minLength: 1, maxLength: 30 }),
      (trueOffset, trips) => {
        const offset = clockOffset()
        let now = 0
        for (const [pause, there, back] of trips) {
          now += pause
          offset.exchanged(now + there + trueOffset, now, now + there + back)
          now += there + back
        }
        const estimate = offset.estimate()
        assert.ok(estimate)
        assert.ok(Math.abs(estimate.offsetMs - trueOffset) <= estimate.uncertaintyMs + 0.001)
      },
    ),
  )
})

test('[P43] after one of the clocks was set, the old exchanges are forgotten', () => {
  const offset = clockOffset()
  offset.exchanged(10_005, 0, 10)
  offset.exchanged(99_120, 1_000, 1_200)
  assert.equal(offset.estimate()?.offsetMs, 98_020)
  offset.heard(500_000, 2_000)
  assert.equal(offset.estimate()?.offsetMs, 498_000)
})

test('[P43] nothing is known before something was heard', () => {
  assert.equal(clockOffset().estimate(), null)
})
