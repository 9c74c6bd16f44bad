import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fits } from './matches-typed.ts'

test('what is typed fits where each of its words begins a word, whatever the case and accents', () => {
  assert.ok(fits('Play on Kitchen', 'ki'))
  assert.ok(fits('Play on Kitchen', 'kit pl'))
  assert.ok(fits('Künstler', 'kunst'))
  assert.ok(fits('Gehörte Alben', 'GEHOR'))
  assert.ok(fits('Play on Living-room tablet', 'room'))
})

test('the middle of a word does not fit, nor does half of what was typed', () => {
  assert.ok(!fits('Play on Kitchen', 'itch'))
  assert.ok(!fits('Play on Kitchen', 'kit bath'))
})

test('nothing typed fits everything', () => {
  assert.ok(fits('Queue', ''))
})
