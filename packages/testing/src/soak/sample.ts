// One look at the workers and at what the crowd saw since the look before. Sums over all workers, except for the delay
// of the event loop, of which the worst counts.
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { quantile } from './flatness.ts'
import type { Place, Worker } from './place.ts'
import type { Tally } from './tally.ts'

const MEBIBYTE = 2 ** 20
const TICK_MS = 10

/** The names of the columns of the table that is kept. */
export interface Sample {
  readonly second: number
  readonly rss_mib: number
  readonly heap_mib: number
  readonly handles: number
  readonly loop_p99_ms: number
  readonly command_p50_ms: number
  readonly command_p99_ms: number
  readonly fan_out_p50_ms: number
  readonly fan_out_p99_ms: number
  readonly commands_per_s: number
  /** Of one core, by the workers. */
  readonly cpu_percent: number
  /** Of the machine, by programs that have nothing to do with the soak. */
  readonly others_percent: number
}

export function sampler(place: Place, tally: Tally): () => Promise<Sample> {
  const began = performance.now()
  let last = { at: began, workersMs: workersMs(place), oursMs: familyMs(process.pid), busyMs: busyMs() }
  return async () => {
    const looks = await Promise.all(place.workers.map(lookAt))
    const { commandsMs, fanOutMs } = tally.window()
    const now = {
      at: performance.now(),
      workersMs: workersMs(place),
      oursMs: familyMs(process.pid),
      busyMs: busyMs(),
    }
    const tookMs = now.at - last.at
    const othersMs = now.busyMs - last.busyMs - (now.oursMs - last.oursMs)
    const sample: Sample = {
      second: (now.at - began) / 1_000,
      rss_mib: sum(looks.map(({ rssBytes }) => rssBytes)) / MEBIBYTE,
      heap_mib: sum(looks.map(({ heapBytes }) => heapBytes)) / MEBIBYTE,
      handles: sum(looks.map(({ handles }) => handles)),
      loop_p99_ms: Math.max(...looks.map(({ loopSeconds }) => loopSeconds)) * 1_000,
      command_p50_ms: quantile(commandsMs, 0.5),
      command_p99_ms: quantile(commandsMs, 0.99),
      fan_out_p50_ms: quantile(fanOutMs, 0.5),
      fan_out_p99_ms: quantile(fanOutMs, 0.99),
      commands_per_s: (commandsMs.length / tookMs) * 1_000,
      cpu_percent: (100 * (now.workersMs - last.workersMs)) / tookMs,
      others_percent: Math.max(0, (100 * othersMs) / (tookMs * availableParallelism())),
    }
    last = now
    return sample
  }
}

async function lookAt({ pid, baseUrl }: Worker) {
  const answer = await fetch(`${baseUrl}/metrics`)
  if (!answer.ok) throw new Error(`/metrics was answered with ${answer.status}`)
  const text = await answer.text()
  const figure = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
  return {
    rssBytes: figure('process_resident_memory_bytes'),
    heapBytes: figure('nodejs_heap_size_used_bytes'),
    loopSeconds: figure('nodejs_eventloop_lag_p99_seconds'),
    handles: readdirSync(`/proc/${pid}/fd`).length,
  }
}

function workersMs({ workers }: Place): number {
  return sum(workers.map(({ pid }) => ownMs(pid)))
}

/** User and system time of a process; of one that ended, none. */
function ownMs(pid: number): number {
  const fields = fieldsOf(`/proc/${pid}/stat`, /^.*\) /)
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_MS
}

/** A process and all that it started. */
function familyMs(pid: number): number {
  const children = fieldsOf(`/proc/${pid}/task/${pid}/children`).filter(Boolean).map(Number)
  return ownMs(pid) + sum(children.map(familyMs))
}

/** All processors, all processes: everything but idle and waiting for disks. */
function busyMs(): number {
  const [user, nice, system, , , irq, softirq, steal] = fieldsOf('/proc/stat', /^cpu +/).map(Number)
  return sum([user, nice, system, irq, softirq, steal].map((ticks) => ticks ?? 0)) * TICK_MS
}

function fieldsOf(path: string, head = /^/): readonly string[] {
  try {
    const [line = ''] = readFileSync(path, 'utf8').split('\n', 1)
    return line.replace(head, '').split(' ')
  } catch {
    return []
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
