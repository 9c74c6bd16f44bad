import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { passwords } from './password-hash.ts'

const CHEAP = { memoryKiB: 64, passes: 1, parallelism: 1 }

test('[A1] a hash names argon2id with the parameters of RFC 9106, and two hashes of one password differ', async () => {
  const real = passwords(randomBytes)
  const [one, two] = await Promise.all([real.hash('a long password'), real.hash('a long password')])
  assert.match(one, /^\$argon2id\$v=19\$m=65536,t=3,p=4\$[\w+/]{22}\$[\w+/]{43}$/)
  assert.notEqual(one, two)
  assert.equal(await real.matches('a long password', one), true)
  assert.equal(await real.matches('a long passwore', one), false)
})

test('[A1] a hash made with other parameters is still understood', async () => {
  const old = await passwords(randomBytes, { memoryKiB: 128, passes: 2, parallelism: 1 }).hash(
    'a long password',
  )
  assert.equal(await passwords(randomBytes, CHEAP).matches('a long password', old), true)
  assert.equal(await passwords(randomBytes, CHEAP).matches('a long password', 'no hash at all'), false)
})

test('[A2] the same letters in another composition are the same password', async () => {
  const cheap = passwords(randomBytes, CHEAP)
  assert.equal(await cheap.matches('pa\u0301ssword', await cheap.hash('p\u00e1ssword')), true)
})

test('[A3] an unknown user costs as much as a wrong password', async () => {
  const real = passwords(randomBytes, { memoryKiB: 16_384, passes: 1, parallelism: 1 })
  const hash = await real.hash('a long password')
  // Taken in turns, and of each the quickest: what else the machine does only makes one slower.
  const took = { known: Number.POSITIVE_INFINITY, unknown: Number.POSITIVE_INFINITY }
  for (let nth = 0; nth < 20; nth++) {
    const kind = nth % 2 === 0 ? 'known' : 'unknown'
    const before = performance.now()
    assert.equal(await real.matches('another password', kind === 'known' ? hash : null), false)
    took[kind] = Math.min(took[kind], performance.now() - before)
  }
  const { known, unknown } = took
  assert.ok(unknown > known / 4, `${unknown} ms against ${known} ms`)
})

test('[A4] two are hashed at once, a bounded number waits, and the rest is told that the hub is busy', async () => {
  const cheap = passwords(randomBytes, CHEAP)
  const outcomes = await Promise.allSettled(Array.from({ length: 80 }, () => cheap.hash('a long password')))
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
  assert.equal(refused.length, 80 - 66)
  for (const { reason } of refused) assert.equal(reason.code, 'hub.busy')
  await cheap.hash('a long password')
})
