// Runs test files, each in a process of its own, and tells one line per file as it ends.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type ProcessorWatch, watchProcessor } from './processor-time.ts'
import type { Report } from './reporter.ts'
import { mostAtOnce, nextToBegin, type Planned } from './schedule.ts'
import { indent, mark, seconds } from './tell.ts'

/** How one test file ended. */
export type FileResult = {
  readonly file: string
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly tookMs: number
  /** Of the file's process and all that it started and saw end; null where that is not known. */
  readonly processorMs: number | null
  /** How long each test took, its hooks left out. */
  readonly tests: readonly { readonly title: string; readonly tookMs: number }[]
  /** Every failure as text for people: title and reason. */
  readonly failures: readonly string[]
}

export type Manner = {
  readonly cores: number
  /** A file that has not ended by then is ended and counts as failed: a forgotten handle must not hang the run. */
  readonly limitMs: number
  readonly signal?: AbortSignal
  /** What the tests find in their environment beside the runner's own. */
  readonly env?: Readonly<Record<string, string>>
}

/** Runs these files, whose paths are relative to the root: the first in line that has room begins. */
export async function runTests(
  root: string,
  line: readonly Planned[],
  { cores, ...manner }: Manner,
  tell: (result: FileResult) => void,
): Promise<readonly FileResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'baton-test-'))
  using processor = watchProcessor()
  const results: FileResult[] = []
  const waiting = [...line]
  const running = new Map<Planned, Promise<void>>()
  const free = Array.from({ length: mostAtOnce(cores) }, (_, place) => place)
  const begin = async (planned: Planned, place: number): Promise<void> => {
    try {
      const reports = join(folder, `${line.indexOf(planned)}.jsonl`)
      const env = { ...manner.env, BATON_TEST_RUN: String(process.pid), BATON_TEST_PLACE: String(place) }
      const result = await runFile(root, planned.file, reports, { ...manner, env, processor })
      results.push(result)
      tell(result)
    } finally {
      free.push(place)
      running.delete(planned)
    }
  }
  try {
    for (;;) {
      const next = manner.signal?.aborted ? undefined : nextToBegin(waiting, [...running.keys()], cores)
      const place = next && free.shift()
      if (next && place !== undefined) {
        waiting.splice(waiting.indexOf(next), 1)
        running.set(next, begin(next, place))
      } else if (running.size > 0) await Promise.race(running.values())
      else return results
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** One line per file, and below it the failures. */
export function tellFile(result: FileResult): void {
  const { file, passed, failed, skipped, failures } = result
  const counts = [`${passed} passed`, failed > 0 && `${failed} failed`, skipped > 0 && `${skipped} skipped`]
  console.log(`${mark(failed === 0)} ${file}: ${counts.filter(Boolean).join(', ')} (${timeOf(result)})`)
  for (const failure of failures) console.log(indent(failure))
}

/** How long it took, and for how long it kept a processor busy. */
export function timeOf({ tookMs, processorMs }: Pick<FileResult, 'tookMs' | 'processorMs'>): string {
  return processorMs === null ? seconds(tookMs) : `${seconds(tookMs)}, ${seconds(processorMs)} of processor`
}

function runFile(
  root: string,
  file: string,
  reports: string,
  { limitMs, signal, env, processor }: Omit<Manner, 'cores'> & { readonly processor: ProcessorWatch },
): Promise<FileResult> {
  const started = performance.now()
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      `--test-reporter=${pathToFileURL(join(root, 'scripts/reporter.ts'))}`,
      `--test-reporter-destination=${reports}`,
      join(root, file),
    ],
    {
      cwd: root,
      env: { ...process.env, NODE_COMPILE_CACHE: join(root, compiled), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal ? { signal } : {}),
    },
  )
  if (child.pid !== undefined) processor.add(child.pid)
  let output = ''
  const keep = (text: string): void => {
    output = `${output}${text}`.slice(-keptOutput)
  }
  child.stdout.setEncoding('utf8').on('data', keep)
  child.stderr.setEncoding('utf8').on('data', keep)
  let isLate = false
  const limit = setTimeout(() => {
    isLate = true
    child.kill('SIGKILL')
  }, limitMs)
  return new Promise((settle) => {
    let problem: string | undefined
    child.once('error', (failure) => {
      problem = failure.message
    })
    const end = (code: number | null, by: NodeJS.Signals | null): void => {
      clearTimeout(limit)
      child.stdout.destroy()
      child.stderr.destroy()
      if (isLate)
        problem = `the file did not end within ${seconds(limitMs)}; something it opened is still open`
      problem ??= code === 0 || code === 1 ? undefined : `the process ended with ${by ?? `exit code ${code}`}`
      const tookMs = performance.now() - started
      const seenBusyMs = processor.take(child.pid ?? 0)
      settle(gather(file, readReports(reports), { code, problem, output, tookMs, seenBusyMs }))
    }
    // `close` waits for the pipes too, which a left-over grandchild may hold: give those a moment only.
    child.once('close', end)
    child.once('exit', (code, by) => setTimeout(end, 1000, code, by).unref())
  })
}

type Ending = {
  readonly code: number | null
  readonly problem: string | undefined
  readonly output: string
  readonly tookMs: number
  readonly seenBusyMs: number
}

function gather(
  file: string,
  reports: readonly Report[],
  { code, problem, output, tookMs, seenBusyMs }: Ending,
): FileResult {
  const count = (type: Report['type']): number => reports.filter((report) => report.type === type).length
  const failures = reports.flatMap((report) =>
    report.type === 'failed' ? [`${report.title}\n${indent(report.reason)}`] : [],
  )
  const isWhole = count('end') === 1
  const ownReason =
    problem ??
    (isWhole ? undefined : 'the file has no tests, or its process ended before they did') ??
    (code !== 0 && failures.length === 0 ? `exit code ${code}` : undefined)
  if (ownReason) failures.push(ownReason)
  const remarks = reports.flatMap((report) => (report.type === 'remark' ? [report.text] : []))
  if (failures.length > 0) failures.push(...remarks)
  if (failures.length > 0 && output.trim() !== '') failures.push(`it printed:\n${indent(output.trimEnd())}`)
  const failed = count('failed') + (ownReason ? 1 : 0)
  const tests = reports.flatMap((report) =>
    report.type === 'passed' || report.type === 'failed'
      ? [{ title: report.title, tookMs: report.tookMs }]
      : [],
  )
  // Each misses something that the other has.
  const ownBusyMs = reports.find((report) => report.type === 'end')?.processorMs
  const processorMs = ownBusyMs === undefined ? null : Math.max(ownBusyMs, seenBusyMs)
  const counts = { passed: count('passed'), failed, skipped: count('skipped') }
  return { file, ...counts, tookMs, processorMs, tests, failures }
}

/** Where every process of a run, and of the next one, finds our code compiled. Git ignores it, `npm ci` forgets it. */
const compiled = 'node_modules/.cache/compiled'
const keptOutput = 16_384

function readReports(path: string): readonly Report[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return []
  }
  // A killed process may leave half a line at the end.
  const lines = text.split('\n').slice(0, -1)
  return lines.map((line): Report => JSON.parse(line))
}
