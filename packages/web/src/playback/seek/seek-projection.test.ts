import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entry, Timeline } from '@baton/protocol'
import { drawnPosition, projectSeek } from './seek-projection.ts'

const current = { durationMs: 200_000 } as Entry
const playing: Timeline = { positionMs: 1_000, at: 50_000, rate: 1 }

test('the bar moves with the hub’s clock while playing and stands while paused', () => {
  assert.equal(projectSeek({ timeline: playing, current }, 53_000).positionMs, 4_000)
  assert.equal(projectSeek({ timeline: { ...playing, rate: 0 }, current }, 53_000).positionMs, 1_000)
})

test('the bar never leaves the track', () => {
  assert.equal(projectSeek({ timeline: playing, current }, 9_000_000).positionMs, 200_000)
  assert.equal(projectSeek({ timeline: playing, current: null }, 51_000).durationMs, null)
})

test('the drawn position never runs ahead of the real one and lags less than a second', () => {
  for (const position of [0, 49, 50, 1_999, 123_456]) {
    const drawn = drawnPosition(position, 200_000)
    assert.ok(drawn <= position && position - drawn < 1_000, `${drawn} for ${position}`)
  }
})
