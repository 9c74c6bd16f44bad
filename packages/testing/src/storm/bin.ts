// `npm run storm`: many random households, devices and failures, from seeds that nobody has tried unless one is given.
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { storm } from './storm.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    steps: { type: 'string' },
  },
})
const first = Number(values.seed ?? randomInt(10_000, 2 ** 31))
const runs = Number(values.runs)
const steps = values.steps === undefined ? {} : { steps: Number(values.steps) }
const started = performance.now()
const sums = { commands: 0, crashes: 0, resyncs: 0, handOvers: 0, failovers: 0 }
let failed = 0
for (let seed = first; seed < first + runs; seed++) {
  const report = await storm({ seed, ...steps })
  for (const key of Object.keys(sums) as (keyof typeof sums)[]) sums[key] += report[key]
  if (report.violations.length === 0) continue
  failed++
  console.log(`seed ${seed}: ${report.violations.slice(0, 3).join('; ')}`)
}
const seconds = ((performance.now() - started) / 1_000).toFixed(1)
console.log(
  `${runs} storms from seed ${first} in ${seconds} s: ${sums.commands} commands, ${sums.crashes} crashes, ` +
    `${sums.handOvers} hand-overs heard through, ${sums.failovers} failovers, ${sums.resyncs} resyncs, ${failed} storms with violations.`,
)
if (failed > 0) {
  console.log(
    'What such a seed found is mended first; then it is kept in packages/testing/src/storm/seeds.ts under what it found.',
  )
}
process.exitCode = failed > 0 ? 1 : 0
