import assert from 'node:assert/strict'
import { test } from 'node:test'
import { positionTicker } from './position-ticker.ts'

test('[SO11] a turn that comes too soon behind a late one is left out', () => {
  let now = 0
  let told = 0
  const ticker = positionTicker(() => now)
  const listener = { tellPosition: () => void told++ }
  ticker.add(listener)
  for (const at of [0, 200, 520, 600, 669, 670, 800, 820]) {
    now = at
    ticker.tick()
  }
  ticker.remove(listener)
  assert.equal(told, 5)
})
