import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hubClock } from './hub-clock.ts'

const NOON = Date.UTC(2026, 10, 29, 12)

test('[RD13] a clock that is wrong is put right by what the hub answers, and one that is right is left alone', () => {
  let wall = NOON
  const time = hubClock({ wall: () => wall })
  time.heard('Sun, 29 Nov 2026 12:00:01 GMT')
  assert.equal(time.now(), NOON)
  time.heard('Sun, 29 Nov 2026 13:00:00 GMT')
  assert.equal(time.now(), NOON + 3_600_500)
  wall += 3_600_000
  time.heard(null)
  time.heard('yesterday')
  assert.equal(time.now(), NOON + 7_200_500)
  time.heard('Sun, 29 Nov 2026 13:00:00 GMT')
  assert.equal(time.now(), NOON + 3_600_000)
})

test('[RD13] a machine without a clock says so, until it is told the time', () => {
  const time = hubClock({ wall: () => 60_000 })
  assert.equal(time.stamp(time.now()), '1970-01-01T00:00:00Z')
  time.heard('Sun, 29 Nov 2026 12:00:00 GMT')
  assert.equal(time.stamp(time.now()), '2026-11-29T12:00:00.500Z')
})
