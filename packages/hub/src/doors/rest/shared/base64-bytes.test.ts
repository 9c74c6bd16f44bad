import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BatonError } from '@baton/protocol'
import { base64Bytes } from './base64-bytes.ts'

test('[PL30] a file comes in base64, with padding or without, and comes out byte by byte', () => {
  for (const length of [1, 2, 3, 4, 255, 256, 257]) {
    const bytes = Buffer.from(Array.from({ length }, (_, nth) => (nth * 37) % 256))
    const content = bytes.toString('base64')
    assert.deepEqual(base64Bytes('picture', content), bytes)
    assert.deepEqual(base64Bytes('picture', content.replace(/=/g, '')), bytes)
  }
})

test('[PL30] everything else is refused, after one look at each letter', () => {
  const others = ['', '=', '==', '*', 'A', 'AAAAA', 'AAAA====', 'AAAA===A', 'QR==', 'AA-_', 'AA AA', 'ÄAAA']
  // Whoever looked for the end of each row of signs from every sign of it would be at this for hours.
  const long = '='.repeat(7_000_000)
  for (const content of [...others, long, `AAAA${long}A`, `${'A'.repeat(7_000_000)}*`]) {
    assert.throws(
      () => base64Bytes('picture', content),
      (error) => error instanceof BatonError && error.code === 'request.invalid',
      content.slice(0, 20),
    )
  }
})
