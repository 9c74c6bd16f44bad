import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { sha256 } from './sha256.ts'

test('[U5] the hash of bytes in pieces of any size is that of the whole', () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1_000, 100_003]) {
    const bytes = Uint8Array.from({ length }, (_, n) => (n * 31 + (n >> 8)) & 255)
    const expected = createHash('sha256').update(bytes).digest('hex')
    for (const piece of [1, 7, 64, 1_000, 200_000]) {
      const hash = sha256()
      for (let at = 0; at < length; at += piece) hash.update(bytes.subarray(at, at + piece))
      assert.equal(hash.digest(), expected, `${length} by ${piece}`)
    }
  }
})
