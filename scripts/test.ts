// `npm test`: everything that says whether Baton works. `npm test -- word` runs only the test files whose path has
// the word in it. The last line counts over all stages. `--keep-costs` writes what each file cost into the table by
// which the next run puts them in order.
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import { type ServersOfARun, startServersOfARun } from '@baton/testing/machine/shared-servers'
import { runChecks } from './checks.ts'
import { installMissing, remedy, suiteOf } from './components.ts'
import { testFiles } from './files.ts'
import { type FileResult, runTests, tellFile, timeOf } from './run-tests.ts'
import { plan } from './schedule.ts'
import { indent, seconds, tellCheck } from './tell.ts'
import { keepCosts, readCosts } from './test-costs.ts'

const root = dirname(import.meta.dirname)
const isCi = (process.env.CI ?? '') !== '' && process.env.CI !== 'false'
/** No file takes as long: one that has not ended by then has left something open. */
const limitMs = 600_000
const total = { passed: 0, failed: 0, skipped: 0 }
const failures: string[] = []

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort())

const began = performance.now()
const patterns = process.argv.slice(2).filter((word) => word !== '--keep-costs')
const keepsCosts = process.argv.includes('--keep-costs')
const isWhole = patterns.length === 0
const files = testFiles(root).filter((file) => isWhole || patterns.some((pattern) => file.includes(pattern)))

const needs = new Set(files.flatMap((file) => suiteOf(file)?.needs ?? []))
const absent = new Set(installMissing(needs, console.log))
const lacksOf = (file: string) => (suiteOf(file)?.needs ?? []).filter((need) => absent.has(need))
const runnable = files.filter((file) => lacksOf(file).length === 0)
const notRun = files.filter((file) => lacksOf(file).length > 0)

if (isWhole) await checkStage()
const results = await testStage()
tellTimes(results)
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
  await using servers = await serversFor(runnable)
  const manner = { cores: availableParallelism(), limitMs, signal: stop.signal, env: servers.env }
  const done = await runTests(root, plan(root, runnable, readCosts(root)), manner, tellFile)
  for (const result of done) {
    total.passed += result.passed
    total.failed += result.failed
    total.skipped += result.skipped
    if (result.failed > 0) failures.push(result.file)
  }
  if (keepsCosts && isWhole && !stop.signal.aborted) keepCosts(root, done)
  return done
}

/** Without them each file starts its own, or tells why it cannot. */
async function serversFor(files: readonly string[]): Promise<ServersOfARun> {
  const wants = (suffix: string): boolean => files.some((file) => file.endsWith(suffix))
  const wanted = { postgres: wants('.pg.test.ts'), redis: wants('.redis.test.ts') }
  return startServersOfARun(wanted).catch((failure: unknown) => {
    console.log(`No server for all files: ${String(failure)}`)
    return { env: {}, async [Symbol.asyncDispose]() {} }
  })
}

function count(isGood: boolean, name: string): void {
  if (isGood) total.passed += 1
  else {
    total.failed += 1
    failures.push(name)
  }
}

function tellTimes(results: readonly FileResult[]): void {
  if (results.length < 10) return
  title('Slowest files')
  const slowest = results.toSorted((a, b) => b.tookMs - a.tookMs).slice(0, 15)
  for (const result of slowest) console.log(`${timeOf(result).padStart(32)}  ${result.file}`)
  title('Slowest tests')
  const tests = results.flatMap(({ file, tests }) => tests.map((test) => ({ ...test, file })))
  for (const { title, tookMs, file } of tests.toSorted((a, b) => b.tookMs - a.tookMs).slice(0, 15))
    console.log(`${seconds(tookMs).padStart(8)}  ${title} (${file})`)
  const processorMs = results.reduce((sum, result) => sum + (result.processorMs ?? 0), 0)
  title(
    `All of it took ${seconds(performance.now() - began)}; the files ${seconds(processorMs)} of processor`,
  )
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
  const again = runnable.filter((file) => failures.includes(file))
  if (again.length > 0) console.log(`\nAgain:  npm test -- ${again.join(' ')}`)
}

function title(text: string): void {
  console.log(`\n${text}`)
}
