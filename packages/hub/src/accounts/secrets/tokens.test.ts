import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { newSecret, secretHash } from '#engine'
import { tokenCredentials } from './tokens.ts'

const chance = { uuid: randomUUID, seed: () => 0, bytes: (length: number) => randomBytes(length) }

test('[A11] a secret is 256 random bits, and what is kept does not show it', () => {
  const secrets = new Set(Array.from({ length: 100 }, () => newSecret(chance)))
  assert.equal(secrets.size, 100)
  for (const secret of secrets) assert.equal(Buffer.from(secret, 'base64url').length, 32)
  const family = { familyId: 'f', userId: chance.uuid() as never, deviceId: null }
  const { tokens, credentials } = tokenCredentials(family, null, chance, 0)
  const kept = JSON.stringify(credentials)
  assert.equal(kept.includes(tokens.accessToken) || kept.includes(tokens.refreshToken), false)
  assert.deepEqual(
    credentials.map((credential) => credential.secretHash),
    [secretHash(tokens.accessToken), secretHash(tokens.refreshToken)],
  )
})
