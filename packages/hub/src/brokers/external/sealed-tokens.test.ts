import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { sealedTokens } from './sealed-tokens.ts'

const chance = { bytes: (length: number) => randomBytes(length) }

test('[MQ34] a token is opened by the same key and password, for the same display, and by nobody else', () => {
  const key = randomBytes(32)
  const tokens = sealedTokens(key, 'password', chance)
  const sealed = tokens.seal('one', 'token')
  assert.equal(sealedTokens(key, 'password', chance).open('one', sealed), 'token')
  assert.ok(!sealed.includes('token') && sealed !== tokens.seal('one', 'token'))
  assert.equal(tokens.open('two', sealed), null)
  assert.equal(sealedTokens(key, 'another', chance).open('one', sealed), null)
  assert.equal(sealedTokens(randomBytes(32), 'password', chance).open('one', sealed), null)
  for (const bad of ['', 'x', sealed.slice(0, -4), `A${sealed.slice(1)}`]) {
    if (bad !== sealed) assert.equal(tokens.open('one', bad), null)
  }
})
