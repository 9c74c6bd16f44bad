// Loaded into a program before its own code (`node --import`): notes how long its event loop was held, as the clock
// saw it and in processor time of its thread, and adds a line for each moment to the file that the environment names.
import { appendFileSync, readFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

const TICK_MS = 5
const TELL_EVERY_MS = 250

export type LoopMoment = {
  readonly ticks: number
  /** Of the ticks that came late, how late. */
  readonly lateMs: readonly number[]
  /** Of one late tick, what the thread itself did meanwhile. */
  readonly longestCpuMs: number
}

/** What was noted behind the first `from` moments. */
export function loopMoments(path: string, from = 0): readonly LoopMoment[] {
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean)
  return lines.slice(from).map((line) => JSON.parse(line) as LoopMoment)
}

const path = process.env.BATON_BENCH_LOOP

if (isMainThread && path !== undefined) {
  let ticks = 0
  let lateMs: number[] = []
  let longestCpuMs = 0
  let at = performance.now()
  let cpu = process.threadCpuUsage()
  let toldAt = at
  setInterval(() => {
    const now = performance.now()
    const late = now - at - TICK_MS
    ticks += 1
    // A tick that came in time held nothing, however much was done since the one before.
    if (late > TICK_MS) {
      const used = process.threadCpuUsage(cpu)
      lateMs.push(late)
      longestCpuMs = Math.max(longestCpuMs, (used.user + used.system) / 1_000)
    }
    if (now - toldAt > TELL_EVERY_MS) {
      appendFileSync(path, `${JSON.stringify({ ticks, lateMs, longestCpuMs } satisfies LoopMoment)}\n`)
      ticks = 0
      lateMs = []
      longestCpuMs = 0
      toldAt = performance.now()
    }
    // Telling is no part of what is measured.
    at = performance.now()
    cpu = process.threadCpuUsage()
  }, TICK_MS).unref()
}
