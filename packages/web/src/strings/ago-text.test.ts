import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agoText } from './ago-text.ts'

const now = new Date(2026, 4, 20, 15, 0).getTime()
const at = (day: number, hour: number, minute = 0) => new Date(2026, 4, day, hour, minute).getTime()

test('what was long ago is told in the words that people use', () => {
  assert.equal(agoText(now - 10_000, now), 'just now')
  assert.equal(agoText(at(20, 14, 48), now), '12 minutes ago')
  assert.equal(agoText(at(20, 8), now), '7 hours ago')
  assert.equal(agoText(at(19, 23, 30), now), 'yesterday')
  assert.equal(agoText(at(18, 1), now), '2 days ago')
})

test('an evening that has just ended is not yesterday', () => {
  const night = at(20, 1)
  assert.equal(agoText(at(19, 23), night), '2 hours ago')
})

test('a clock that runs ahead of the hub’s shows no time to come', () => {
  assert.equal(agoText(now + 5_000, now), 'just now')
})
