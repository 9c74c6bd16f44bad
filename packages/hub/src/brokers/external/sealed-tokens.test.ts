import assert from 'node:assert/strict'
import { createCipheriv, createHmac, randomBytes } from 'node:crypto'
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

test('[MQ34] a guess of the password is no quick hash of it', () => {
  const key = randomBytes(32)
  const nonce = randomBytes(12)
  const quick = createHmac('sha256', key).update('password').digest()
  const cipher = createCipheriv('aes-256-gcm', quick, nonce).setAAD(Buffer.from('one'))
  const text = Buffer.concat([cipher.update('token', 'utf8'), cipher.final()])
  const sealed = Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')
  assert.equal(sealedTokens(key, 'password', chance).open('one', sealed), null)
})
