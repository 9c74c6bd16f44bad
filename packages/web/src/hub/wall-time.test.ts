import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { readWallTimeOf, wallTimeOf } from './wall-time.ts'

const HOUR_MS = 3_600_000
const SEVEN = Date.parse('2026-11-30T07:00:00Z')

afterEach(() => readWallTimeOf({ serverNow: () => Date.now() }))

test('[QH16] an instant of a hub whose time is another one is shown by the clock here, to the minute', () => {
  readWallTimeOf({ serverNow: () => Date.now() - 8 * HOUR_MS + 300 })
  assert.equal(wallTimeOf(SEVEN - 8 * HOUR_MS), SEVEN)
  readWallTimeOf({ serverNow: () => Date.now() - 400 })
  assert.equal(wallTimeOf(SEVEN), SEVEN)
})
