import assert from 'node:assert/strict'
import { test } from 'node:test'
import { COST_NAMES } from './costs.ts'
import { ASSUMED, firstLimit, installationFor, type Prices } from './model.ts'

const PRICES = Object.fromEntries(COST_NAMES.map((name) => [name, 1])) as Prices

test('ten times the households need ten times of everything', () => {
  const [few, many] = [10_000, 100_000].map((households) => installationFor(households, PRICES))
  assert.ok(few && many)
  for (const part of ['workers', 'partitions', 'redisShards', 'nginxCores'] as const)
    assert.ok(Math.abs(many[part].units / few[part].units - 10) < 1e-6, part)
})

test('what is needed is what its largest part asks for', () => {
  const { workers, workerCores } = installationFor(1_000_000, { ...PRICES, 'follower.bytes': 1e9 })
  assert.equal(workers.because, 'memory')
  assert.ok(workers.units > Object.values(workerCores).reduce((sum, cores) => sum + cores, 0))
})

test('at the first limit that part is used as far as it may be, and dearer parts come sooner', () => {
  const prices = { ...PRICES, 'command.redisMs': 0.001, 'command.workerMs': 0.001, 'contact.workerMs': 0.001 }
  const limit = firstLimit(prices)
  assert.equal(limit.what, 'one Postgres')
  const at = installationFor(limit.households, prices)
  assert.ok(at.partitions.units > 0.99 && at.partitions.units <= 1)
  const dearer = firstLimit({ ...prices, 'command.postgresMs': 100 })
  assert.ok(dearer.households < limit.households)
  assert.ok(firstLimit(prices, { ...ASSUMED, usedPart: 1 }).households > limit.households)
})
