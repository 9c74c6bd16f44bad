import assert from 'node:assert/strict'
import { test } from 'node:test'
import { registrationCodeIn } from './registration-code.ts'

test('[DI3] a code is read as people type it, and what no display shows is asked of no store', () => {
  for (const typed of ['ABC234', ' abc-234 ', 'a b c 2 3 4'])
    assert.equal(registrationCodeIn(typed), 'ABC234')
  for (const bad of ['ABCDE\0', 'ABCDEFG', 'ABCDE', 'ABCDE0', 'ABCDEI', 'ABCDEÄ', ''])
    assert.equal(registrationCodeIn(bad), null, JSON.stringify(bad))
})
