import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DisplayName, MAX_NAME_LENGTH } from './values/text.ts'

test('a name is something that people can read', () => {
  for (const name of ['Küche', 'كِتَاب', '厨房', '👩‍👩‍👧', 'a\u200bb', 'x'.repeat(MAX_NAME_LENGTH)]) {
    assert.equal(DisplayName.safeParse(name).data, name)
  }
  assert.equal(DisplayName.parse(' Shed '), 'Shed')
})

test('a name is not invisible, not broken, and does not turn the text around it', () => {
  for (const name of [
    '',
    ' ',
    '\u200b\u200b',
    '\u2060\ufeff',
    '\u00ad',
    '\u3164',
    '\ufe0f',
    'a\u202eb',
    'a\u2066b',
    'a\ud800',
    '\udc00a',
    'a\nb',
    'x'.repeat(MAX_NAME_LENGTH + 1),
  ]) {
    assert.equal(DisplayName.safeParse(name).success, false, JSON.stringify(name))
  }
})
