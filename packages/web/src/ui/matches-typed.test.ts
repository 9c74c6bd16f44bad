import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matchesTyped } from './matches-typed.ts'

test('what is typed fits where each of its words begins a word, whatever the case and accents', () => {
  assert.ok(matchesTyped('Play on Kitchen', 'ki'))
  assert.ok(matchesTyped('Play on Kitchen', 'kit pl'))
  assert.ok(matchesTyped('Künstler', 'kunst'))
  assert.ok(matchesTyped('Gehörte Alben', 'GEHOR'))
  assert.ok(matchesTyped('Play on Living-room tablet', 'room'))
})

test('the middle of a word does not fit, nor does half of what was typed', () => {
  assert.ok(!matchesTyped('Play on Kitchen', 'itch'))
  assert.ok(!matchesTyped('Play on Kitchen', 'kit bath'))
})

test('nothing typed fits everything', () => {
  assert.ok(matchesTyped('Queue', ''))
})
