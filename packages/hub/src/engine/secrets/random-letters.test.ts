import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomLetters } from './random-letters.ts'

test('each letter of a code by chance is as likely as any other', () => {
  let asked = 0
  // Every value of a byte comes equally often.
  const chance = { bytes: (length: number) => Uint8Array.from({ length }, () => asked++) }
  for (const alphabet of ['ABC', 'BCDFGHJKLMNPQRSTVWXZ', 'ABCDEFGHJKMNPQRSTUVWXYZ23456789']) {
    asked = 0
    const times = Math.floor(256 / alphabet.length)
    const letters = randomLetters(alphabet, 2 * times * alphabet.length, chance)
    for (const letter of alphabet) assert.equal(letters.split(letter).length - 1, 2 * times, letter)
  }
})
