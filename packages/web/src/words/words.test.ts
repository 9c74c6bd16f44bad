import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ERRORS } from '@baton/protocol'
import { en } from './en.ts'
import { failureText } from './failure-text.ts'
import { clockText, lengthText } from './time-words.ts'

test('no word of the app is empty', () => {
  const empty: string[] = []
  visit('en', en, (path, text) => {
    if (text.trim() === '') empty.push(path)
  })
  assert.deepEqual(empty, [])
})

test('every failure of the catalogue has a sentence for people', () => {
  for (const code of Object.keys(ERRORS) as (keyof typeof ERRORS)[]) {
    assert.match(failureText({ code, message: ERRORS[code].message }), /^[A-Z].*\.$/, code)
  }
})

test('a length of time reads as on a clock', () => {
  assert.equal(clockText(0), '0:00')
  assert.equal(clockText(187_999), '3:07')
  assert.equal(clockText(3_723_000), '1:02:03')
  assert.equal(clockText(null), '-:--')
  assert.equal(clockText(-5), '0:00')
})

test('the length of a list is rounded to what people say', () => {
  assert.equal(lengthText(42_000), '42 s')
  assert.equal(lengthText(60_000), '1 min')
  assert.equal(lengthText(7_500_000), '2 h 5 min')
})

function visit(path: string, value: unknown, seen: (path: string, text: string) => void): void {
  if (typeof value === 'string') seen(path, value)
  else if (typeof value === 'function') seen(path, String(value('x', 'y')))
  else if (value !== null && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) visit(`${path}.${key}`, inner, seen)
  }
}
