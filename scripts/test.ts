// `npm test`: everything that says whether Baton works. `npm test -- word` runs only the test files whose path has
// the word in it. The last line counts over all stages.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { runChecks } from './checks.ts'
import { installMissing, remedy, suiteOf } from './components.ts'
import { testFiles } from './files.ts'
import { type FileResult, runTests, tellFile } from './run-tests.ts'
import { indent, mark, seconds, tellCheck } from './tell.ts'

const root = dirname(import.meta.dirname)
const isCi = (process.env.CI ?? '') !== '' && process.env.CI !== 'false'
const stormRuns = 200
const total = { passed: 0, failed: 0, skipped: 0 }
const failures: string[] = []

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort())

const patterns = process.argv.slice(2)
const isWhole = patterns.length === 0
const files = testFiles(root).filter((file) => isWhole || patterns.some((pattern) => file.includes(pattern)))

const needs = new Set(files.flatMap((file) => suiteOf(file)?.needs ?? []))
const absent = new Set(installMissing(needs, console.log))
const lacksOf = (file: string) => (suiteOf(file)?.needs ?? []).filter((need) => absent.has(need))
const runnable = files.filter((file) => lacksOf(file).length === 0)
const notRun = files.filter((file) => lacksOf(file).length > 0)

if (isWhole) await checkStage()
const results = await testStage()
if (isWhole) await stormStage()
tellSlowest(results)
tellNotRun()
tellFailures()

const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : ''
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`)
process.exitCode = total.failed > 0 || total.passed === 0 || stop.signal.aborted ? 1 : 0

async function checkStage(): Promise<void> {
  title('Checking types, style, imports and docs')
  for (const { name, problems } of await runChecks(root, tellCheck))
    count(problems.length === 0, `check: ${name}`)
}

async function testStage(): Promise<readonly FileResult[]> {
  title(`Running ${runnable.length} test files`)
  const isSerial = (file: string): boolean => suiteOf(file)?.isSerial ?? false
  const signal = stop.signal
  const together = runnable.filter((file) => !isSerial(file))
  const alone = runnable.filter(isSerial)
  const done = [
    ...(await runTests(root, together, { concurrency: 2, limitMs: 180_000, signal }, tellFile)),
    // What measures time runs alone and last.
    ...(await runTests(root, alone, { concurrency: 1, limitMs: 300_000, signal }, tellFile)),
  ]
  for (const result of done) {
    total.passed += result.passed
    total.failed += result.failed
    total.skipped += result.skipped
    if (result.failed > 0) failures.push(result.file)
  }
  return done
}

/** Counts as one: the storm either holds or does not. Its seeds are always the same; `npm run storm` has fresh ones. */
async function stormStage(): Promise<void> {
  const storm = join(root, 'packages/testing/src/storm/bin.ts')
  if (!existsSync(storm) || stop.signal.aborted) return
  title(`Storming: ${stormRuns} random runs`)
  const started = performance.now()
  const args = ['--disable-warning=ExperimentalWarning', storm, '--seed', '1', '--runs', String(stormRuns)]
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    timeout: 600_000,
    signal: stop.signal,
  })
  const isGood = await new Promise<boolean>((settle) => {
    child.once('error', () => settle(false)).once('exit', (code) => settle(code === 0))
  })
  console.log(`${mark(isGood)} storm (${seconds(performance.now() - started)})`)
  count(isGood, 'storm')
}

function count(isGood: boolean, name: string): void {
  if (isGood) total.passed += 1
  else {
    total.failed += 1
    failures.push(name)
  }
}

function tellSlowest(results: readonly FileResult[]): void {
  if (results.length < 10) return
  title('Slowest files')
  const slowest = [...results].sort((a, b) => b.tookMs - a.tookMs).slice(0, 10)
  for (const { file, tookMs } of slowest) console.log(`${seconds(tookMs).padStart(8)}  ${file}`)
}

/** Elsewhere a missing program is told loudly; in CI it is a failure, because there nobody would read it. */
function tellNotRun(): void {
  if (notRun.length === 0) return
  title(`NOT RUN: ${notRun.length} test files, because this machine lacks something`)
  for (const file of notRun) {
    const names = lacksOf(file).map(({ name }) => name)
    console.log(`${file}\n${indent(`needs ${names.join(', ')}`)}`)
    if (isCi) count(false, `${file} (not run)`)
    else total.skipped += 1
  }
  console.log(remedy([...absent]))
}

function tellFailures(): void {
  if (failures.length === 0) return
  title('Failed')
  for (const name of failures) console.log(name)
}

function title(text: string): void {
  console.log(`\n${text}`)
}
