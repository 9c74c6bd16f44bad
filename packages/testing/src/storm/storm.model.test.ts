import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { PLANTED_FAULTS } from './planted-faults.ts'
import { KEPT_SEEDS } from './seeds.ts'
import { storm } from './storm.ts'

describe('the storm', () => {
  test('tells the same story for the same seed', async () => {
    assert.deepEqual(await storm({ seed: 7 }), await storm({ seed: 7 }))
  })

  for (const [name, seed] of Object.entries(KEPT_SEEDS)) {
    test(`stays right where it once was not: ${name}`, async () => {
      assert.deepEqual((await storm({ seed })).violations, [])
    })
  }

  for (const fault of PLANTED_FAULTS) {
    test(`notices within ${fault.withinRuns} runs that ${fault.name}`, async () => {
      for (let seed = 1; seed <= fault.withinRuns; seed++) {
        if ((await storm({ seed, fault })).violations.length > 0) return
      }
      assert.fail(`${fault.withinRuns} storms noticed nothing`)
    })
  }
})
