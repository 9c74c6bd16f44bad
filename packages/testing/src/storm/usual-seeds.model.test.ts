import assert from 'node:assert/strict'
import { test } from 'node:test'
import { storm } from './storm.ts'

const RUNS = 200

/** The seeds are always the same; `npm run storm` has fresh ones. */
test(`${RUNS} random runs of the storm break nothing`, async (t) => {
  const sums = { commands: 0, crashes: 0, handOvers: 0, failovers: 0, resyncs: 0 }
  const broken: string[] = []
  for (let seed = 1; seed <= RUNS; seed++) {
    const report = await storm({ seed })
    for (const key of Object.keys(sums) as (keyof typeof sums)[]) sums[key] += report[key]
    if (report.violations.length > 0) broken.push(`seed ${seed}: ${report.violations.slice(0, 3).join('; ')}`)
  }
  t.diagnostic(JSON.stringify(sums))
  assert.deepEqual(broken, [])
  assert.ok(sums.failovers > 20, `the music moved on by itself only ${sums.failovers} times`)
})
