import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readLrc } from './lrc.ts'

test('[B34] lines come in the order of their times, each with its own', () => {
  assert.deepEqual(readLrc('[ti:x]\r\n[00:10]b\r\n[00:05.5][01:00.250]a\n[00:07]\n'), {
    synced: true,
    lines: [
      { atMs: 5_500, text: 'a' },
      { atMs: 7_000, text: '' },
      { atMs: 10_000, text: 'b' },
      { atMs: 60_250, text: 'a' },
    ],
  })
  const words = readLrc('[00:01.00]<00:01.00>one <00:01.50>two')
  assert.deepEqual(words?.lines, [{ atMs: 1_000, text: 'one two' }])
})

test('[B34] text without times stays text, and nothing in it can be wrong', () => {
  assert.deepEqual(readLrc('\n\none\n\ntwo [x]\n\n'), {
    synced: false,
    lines: ['one', '', 'two [x]'].map((text) => ({ atMs: null, text })),
  })
  for (const empty of ['', '\n\n', '[ar:x]', '[00:01]', '\u0000']) assert.equal(readLrc(empty), null)
  const long = readLrc(`[00:01]${'x'.repeat(1_000)}\n`.repeat(4_000))
  assert.ok(long && long.lines.length <= 3_000 && (long.lines[0]?.text.length ?? 0) <= 500)
})
