import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { positionAt } from './timeline.ts'

const instant = fc.integer({ min: 0, max: 4_000_000 })
const timeline = fc.record({
  positionMs: instant,
  at: instant,
  rate: fc.constantFrom(0, 1) as fc.Arbitrary<0 | 1>,
})

test('[S16] the position is never below zero, never beyond the end, and stands still at rate 0', () => {
  fc.assert(
    fc.property(timeline, instant, fc.option(instant), (anchor, now, durationMs) => {
      const position = positionAt(anchor, now, durationMs)
      assert.ok(position >= 0)
      if (durationMs !== null) assert.ok(position <= durationMs)
      if (anchor.rate === 0) assert.equal(position, positionAt(anchor, anchor.at, durationMs))
    }),
  )
})

test('[S16] the position never runs backwards as time goes on', () => {
  fc.assert(
    fc.property(timeline, instant, instant, fc.option(instant), (anchor, now, ms, durationMs) => {
      assert.ok(positionAt(anchor, now + ms, durationMs) >= positionAt(anchor, now, durationMs))
    }),
  )
})

test('[S16] an instant before the anchor counts as the anchor', () => {
  assert.equal(positionAt({ positionMs: 500, at: 1_000, rate: 1 }, 0, null), 500)
})
