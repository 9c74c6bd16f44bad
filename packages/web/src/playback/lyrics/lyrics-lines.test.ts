import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lineAt, untilNextLine } from './lyrics-lines.ts'

const lines = [1_000, 4_000, 4_000, 9_000].map((atMs, index) => ({ atMs, text: `line ${index}` }))

test('the line that is sung is the last one that has begun', () => {
  assert.equal(lineAt(lines, 0), -1)
  assert.equal(lineAt(lines, 1_000), 0)
  assert.equal(lineAt(lines, 3_999), 0)
  assert.equal(lineAt(lines, 4_000), 2)
  assert.equal(lineAt(lines, 60_000), 3)
  assert.equal(lineAt([], 5), -1)
})

test('the page waits exactly until the next line begins', () => {
  assert.equal(untilNextLine(lines, 0), 1_000)
  assert.equal(untilNextLine(lines, 4_500), 4_500)
  assert.equal(untilNextLine(lines, 9_000), null)
})
