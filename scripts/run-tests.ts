// Runs test files, each in a process of its own, and tells one line per file as it ends.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Report } from './reporter.ts'
import { indent, mark, seconds } from './tell.ts'

/** How one test file ended. */
export type FileResult = {
  readonly file: string
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly tookMs: number
  /** Every failure as text for people: title and reason. */
  readonly failures: readonly string[]
}

export type Manner = {
  readonly concurrency: number
  /** A file that has not ended by then is ended and counts as failed: a forgotten handle must not hang the run. */
  readonly limitMs: number
  readonly signal?: AbortSignal
  /** What the tests find in their environment beside the runner's own. */
  readonly env?: Readonly<Record<string, string>>
}

/** Runs these files, given relative to the root, in their order. */
export async function runTests(
  root: string,
  files: readonly string[],
  { concurrency, ...manner }: Manner,
  tell: (result: FileResult) => void,
): Promise<readonly FileResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'baton-test-'))
  const results: FileResult[] = []
  const waiting = [...files.entries()]
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next && !manner.signal?.aborted; next = waiting.shift()) {
      const [index, file] = next
      const result = await runFile(root, file, join(folder, `${index}.jsonl`), manner)
      results.push(result)
      tell(result)
    }
  }
  try {
    await Promise.all(Array.from({ length: concurrency }, work))
    return results
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** One line per file, and below it the failures. */
export function tellFile({ file, passed, failed, skipped, tookMs, failures }: FileResult): void {
  const counts = [`${passed} passed`, failed > 0 && `${failed} failed`, skipped > 0 && `${skipped} skipped`]
  console.log(`${mark(failed === 0)} ${file}: ${counts.filter(Boolean).join(', ')} (${seconds(tookMs)})`)
  for (const failure of failures) console.log(indent(failure))
}

function runFile(
  root: string,
  file: string,
  reports: string,
  { limitMs, signal, env }: Omit<Manner, 'concurrency'>,
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
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal ? { signal } : {}),
    },
  )
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
      settle(
        gather(file, readReports(reports), { code, problem, output, tookMs: performance.now() - started }),
      )
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
}

function gather(
  file: string,
  reports: readonly Report[],
  { code, problem, output, tookMs }: Ending,
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
  return { file, passed: count('passed'), failed, skipped: count('skipped'), tookMs, failures }
}

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
