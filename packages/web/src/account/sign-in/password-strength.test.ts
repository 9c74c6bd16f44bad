import assert from 'node:assert/strict'
import { test } from 'node:test'
import { passwordStrength } from './password-strength.ts'

const examples = [
  ['1234567', 'short'],
  ['ｐａｓｓ', 'short'],
  ['aaaaaaaaaaaaaaaa', 'weak'],
  ['abcdefgh12345678', 'weak'],
  ['password', 'weak'],
  ['robinrobin', 'weak'],
  ['kestrelharbour', 'fair'],
  ['four words make it long', 'strong'],
  ['T7#qz!Lw0-bN', 'strong'],
] as const

for (const [password, strength] of examples) {
  test(`the password ${password} is ${strength}`, () => {
    assert.equal(passwordStrength(password, 'robin'), strength)
  })
}
