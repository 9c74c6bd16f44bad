// The reporter inside each test process: one JSON line per finished test, and one at the very end, without which the
// file counts as broken off.
import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'

/** What a test process tells the runner. */
export type Report =
  | { readonly type: 'passed' | 'skipped'; readonly title: string }
  | { readonly type: 'failed'; readonly title: string; readonly reason: string }
  /** What Node's runner remarks about the file itself, such as an error after the last test. */
  | { readonly type: 'remark'; readonly text: string }
  | { readonly type: 'end' }

export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const path: string[] = []
  for await (const { type, data } of events) {
    if (type === 'test:start') path.splice(data.nesting, path.length, data.name)
    if (type === 'test:diagnostic' && /^(?:Error|Warning): /.test(data.message)) {
      yield line({ type: 'remark', text: data.message })
    }
    if (type !== 'test:pass' && type !== 'test:fail') continue
    const title = [...path.slice(0, data.nesting), data.name].join(' > ')
    if (data.details.type === 'suite' && type === 'test:pass') continue
    if (type === 'test:fail') {
      const { error } = data.details
      // A suite fails because a test in it failed, which is told already.
      if (data.details.type === 'suite' && 'failureType' in error && error.failureType === 'subtestsFailed') {
        continue
      }
      yield line({ type: 'failed', title, reason: reasonOf(error) })
    } else {
      yield line({ type: data.skip === undefined && data.todo === undefined ? 'passed' : 'skipped', title })
    }
  }
  yield line({ type: 'end' })
}

function line(report: Report): string {
  return `${JSON.stringify(report)}\n`
}

function reasonOf(error: Error): string {
  const cause = error.cause ?? error
  if (cause instanceof Error) return cause.stack ?? cause.message
  return typeof cause === 'string' ? cause : inspect(cause)
}
