// `npm run explore`: the properties, models and dice of `npm test` from fresh seeds, over and over, for some minutes.
// With words only the test files whose path has one of them in it; without, all that need nothing of the machine.
import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join, posix } from 'node:path'
import { parseArgs } from 'node:util'
import { suiteOf } from './components.ts'
import { sourceFiles, testFiles } from './files.ts'
import { specifiersOf } from './imported-files.ts'
import { runTests } from './run-tests.ts'
import { plan } from './schedule.ts'
import { indent } from './tell.ts'
import { readCosts } from './test-costs.ts'

const root = dirname(import.meta.dirname)
const seeds = 'packages/testing/src/fakes/fixed-seeds.ts'
const { values, positionals: words } = parseArgs({
  allowPositionals: true,
  options: { minutes: { type: 'string', default: '5' }, rounds: { type: 'string' } },
})
const rounds = Number(values.rounds ?? Number.POSITIVE_INFINITY)
const until = values.rounds ? Number.POSITIVE_INFINITY : performance.now() + Number(values.minutes) * 60_000

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort())

const random = importersOf(seeds)
const files = testFiles(root).filter(
  (file) =>
    random.has(file) &&
    (words.length > 0 ? words.some((word) => file.includes(word)) : suiteOf(file) === undefined),
)
const line = plan(root, files, readCosts(root))
console.log(`Exploring ${files.length} test files with chance in them`)
let found = 0
let round = 0
while (files.length > 0 && round < rounds && performance.now() < until && !stop.signal.aborted) {
  round++
  const seed = randomInt(1, 2 ** 31 - 1)
  const env = { BATON_EXPLORE: String(seed) }
  const manner = { cores: availableParallelism(), limitMs: 1_200_000, signal: stop.signal, env }
  await runTests(root, line, manner, ({ file, failed, failures }) => {
    if (failed === 0 || stop.signal.aborted) return
    found += 1
    console.log(`\nFOUND with seed ${seed}: ${file}`)
    for (const failure of failures) console.log(indent(failure))
    console.log(`Again:  BATON_EXPLORE=${seed} npm test -- ${file}`)
    console.log(
      "Keep:   a property's counterexample goes into its `examples`, a seed into the list of the test,",
    )
    console.log('        each under what it found; then mend what it shows.')
  })
  console.log(`round ${round}, seed ${seed}: ${found === 0 ? 'nothing found' : `${found} found so far`}`)
}
process.exitCode = found > 0 || files.length === 0 ? 1 : 0

/** Every file that reads this one, also through others. */
function importersOf(file: string): ReadonlySet<string> {
  const imports = new Map(
    sourceFiles(root).map((from) => {
      const text = readFileSync(join(root, from), 'utf8')
      return [from, specifiersOf(text).map(({ specifier }) => placeOf(from, specifier))] as const
    }),
  )
  const reached = new Set([file])
  for (let size = 0; size < reached.size; ) {
    size = reached.size
    for (const [from, targets] of imports)
      if (targets.some((target) => reached.has(target))) reached.add(from)
  }
  return reached
}

function placeOf(from: string, specifier: string): string {
  if (specifier.startsWith('.')) return posix.join(dirname(from), specifier)
  return specifier.replace(/^@baton\/testing\/(.*)$/, 'packages/testing/src/$1.ts')
}
