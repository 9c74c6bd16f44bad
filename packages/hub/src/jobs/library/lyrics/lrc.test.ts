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

test('[B34] hours are hours, and times inside and at the end of a line are not shown', () => {
  const read = (text: string) => readLrc(text)?.lines.map(({ atMs, text }) => [atMs, text])
  assert.deepEqual(read('[02:00:01.50]late\n[00:59.00]early[01:00.00]'), [
    [59_000, 'early'],
    [7_201_500, 'late'],
  ])
  assert.deepEqual(read('[00:10.00]sun[00:10.40]shine[00:12.00]'), [[10_000, 'sunshine']])
  assert.deepEqual(read('[00:03:25]a quarter'), [[3_250, 'a quarter']])
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
