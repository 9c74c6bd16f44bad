import type { Page } from 'playwright-core'

export interface LongestTask {
  /** Processor time of the page's main thread: what the page itself costs, also on a busy machine. */
  readonly processorMs: number
  /** From its beginning to its end: what somebody feels. On a busy machine it holds the time of others too. */
  readonly wallMs: number
}

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly dur?: number
  readonly tdur?: number
  readonly args: { readonly name?: string }
}

/** The longest task of the page's main thread while `act` goes on. */
export async function longestTask(page: Page, act: () => Promise<void>): Promise<LongestTask> {
  const browser = page.context().browser()
  if (!browser) throw new Error('The page has no browser.')
  await browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline'] })
  await act()
  const trace = JSON.parse((await browser.stopTracing()).toString()) as {
    readonly traceEvents: readonly TraceEvent[]
  }
  return longestOf(trace.traceEvents)
}

function longestOf(events: readonly TraceEvent[]): LongestTask {
  const mains = new Set(
    events
      .filter((event) => event.name === 'thread_name' && event.args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  )
  const tasks = events.filter(
    (event) => event.name === 'RunTask' && event.ph === 'X' && mains.has(`${event.pid} ${event.tid}`),
  )
  if (tasks.length === 0) throw new Error('The trace holds no task.')
  return {
    processorMs: Math.max(...tasks.map((task) => task.tdur ?? 0)) / 1_000,
    wallMs: Math.max(...tasks.map((task) => task.dur ?? 0)) / 1_000,
  }
}
