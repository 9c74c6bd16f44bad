// The reporter inside each test process: one JSON line per finished test, and one at the very end, without which the
// file counts as broken off.
import { readFileSync } from 'node:fs'
import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'

/** What a test process tells the runner. */
export type Report =
  | { readonly type: 'passed'; readonly title: string; readonly tookMs: number }
  | { readonly type: 'skipped'; readonly title: string }
  | { readonly type: 'failed'; readonly title: string; readonly tookMs: number; readonly reason: string }
  /** What Node's runner remarks about the file itself, such as an error after the last test. */
  | { readonly type: 'remark'; readonly text: string }
  /** With how long it kept a processor busy, the programs that it started and saw end among it. */
  | { readonly type: 'end'; readonly processorMs: number }

export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const path: string[] = []
  for await (const { type, data } of events) {
    if (type === 'test:start') path.splice(data.nesting, path.length, data.name)
    if (type === 'test:diagnostic' && /^(?:Error|Warning): /.test(data.message)) {
      yield line({ type: 'remark', text: data.message })
    }
    if (type !== 'test:pass' && type !== 'test:fail') continue
    const tookMs = Math.round(data.details.duration_ms)
    const title = [...path.slice(0, data.nesting), data.name].join(' > ')
    if (data.details.type === 'suite' && type === 'test:pass') continue
    if (type === 'test:fail') {
      const { error } = data.details
      // A suite fails because a test in it failed, which is told already.
      if (data.details.type === 'suite' && 'failureType' in error && error.failureType === 'subtestsFailed') {
        continue
      }
      yield line({ type: 'failed', title, tookMs, reason: reasonOf(error) })
    } else if (data.skip === undefined && data.todo === undefined) {
      yield line({ type: 'passed', title, tookMs })
    } else yield line({ type: 'skipped', title })
  }
  yield line({ type: 'end', processorMs: processorMs() })
}

/** Linux counts the programs that have ended, too; elsewhere it is this process alone. */
function processorMs(): number {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8')
    // utime, stime, cutime and cstime, behind the name, which may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * MS_PER_TICK
  } catch {
    const { user, system } = process.cpuUsage()
    return Math.round((user + system) / 1000)
  }
}

/** The kernel's clock for people, 100 ticks a second wherever Node runs. */
const MS_PER_TICK = 10

function line(report: Report): string {
  return `${JSON.stringify(report)}\n`
}

function reasonOf(error: Error): string {
  const cause = error.cause ?? error
  if (cause instanceof Error) return cause.stack ?? cause.message
  return typeof cause === 'string' ? cause : inspect(cause)
}
