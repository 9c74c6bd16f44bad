// What a soak leaves behind: its samples as a table, a plot, and a verdict on each value.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { aboutThisMachine } from './about-machine.ts'
import { chartSheet, type Panel } from './chart.ts'
import { type Bound, judge, medianOf, type Point, secondHalf, slope, type Verdict } from './flatness.ts'
import type { PlaceKind } from './place.ts'
import type { Sample } from './sample.ts'
import type { Sum } from './tally.ts'

interface Judged {
  readonly column: keyof Sample
  readonly what: string
  readonly unit: string
  readonly bound: Bound
}

/** Memory and handles may not creep; latencies may sway with what else the machine does, but not climb. */
const JUDGED: readonly Judged[] = [
  { column: 'rss_mib', what: 'Memory (RSS)', unit: 'MiB', bound: { part: 0.05, floor: 8 } },
  { column: 'heap_mib', what: 'JavaScript heap in use', unit: 'MiB', bound: { part: 0.08, floor: 6 } },
  { column: 'handles', what: 'Open file handles', unit: '', bound: { part: 0.05, floor: 4 } },
  { column: 'loop_p99_ms', what: 'Event loop delay p99', unit: 'ms', bound: { part: 0.5, floor: 20 } },
  { column: 'command_p50_ms', what: 'Command p50', unit: 'ms', bound: { part: 0.5, floor: 10 } },
  { column: 'command_p99_ms', what: 'Command p99', unit: 'ms', bound: { part: 0.5, floor: 50 } },
  { column: 'fan_out_p50_ms', what: 'Fan-out p50', unit: 'ms', bound: { part: 0.5, floor: 10 } },
  { column: 'fan_out_p99_ms', what: 'Fan-out p99', unit: 'ms', bound: { part: 0.5, floor: 50 } },
]
/** Of all deeds of a kind. Hand-overs may lose to a machine that is busy, and each cuts what is read at that moment. */
const MOST_FAILED: Readonly<Record<string, number>> = { 'hand-over': 0.25, range: 0.1 }
const MOST_FAILED_ELSE = 0.02
const COLUMN_DIGITS = 2

export interface Soaked {
  readonly kind: PlaceKind
  readonly samples: readonly Sample[]
  readonly actions: ReadonlyMap<string, Sum>
}

export interface Report {
  readonly isFlat: boolean
  readonly text: string
}

export function reportOf({ kind, samples, actions }: Soaked): Report {
  const verdicts = JUDGED.map((judged) => ({
    ...judged,
    verdict: judge(pointsOf(samples, judged.column), judged.bound),
  }))
  const failing = [...actions].filter(([name, sum]) => isFailing(name, sum)).map(([name]) => name)
  const isFlat = verdicts.every(({ verdict }) => verdict.isFlat) && failing.length === 0
  const minutes = (samples.at(-1)?.second ?? 0) / 60
  const others = medianOf(samples.map(({ others_percent }) => others_percent))
  const rate = medianOf(samples.map(({ commands_per_s }) => commands_per_s))
  const cpu = medianOf(samples.map(({ cpu_percent }) => cpu_percent))
  const text = [
    `${minutes.toFixed(1)} minutes on ${kind}: ${aboutThisMachine()}; ${rate.toFixed(1)} commands/s, the hub took ` +
      `${cpu.toFixed(0)} % of a core, and other programs ${others.toFixed(0)} % of the machine (medians).`,
    table(
      ['value', 'middle', 'growth', 'allowed', ''],
      verdicts.map(({ what, unit, verdict }) => row(what, unit, verdict)),
    ),
    table(
      ['deed', 'done', 'failed', 'why'],
      [...actions].map(([name, { done, failed, codes }]) => [
        name,
        String(done),
        String(failed),
        [...codes].map(([code, count]) => `${code} ${count}`).join(', '),
      ]),
    ),
    failing.length > 0 ? `Too many failed: ${failing.join(', ')}.` : '',
    isFlat ? 'Flat.' : 'Not flat.',
  ]
  return { isFlat, text: text.filter(Boolean).join('\n\n') }
}

export async function keep(soaked: Soaked, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const name = soaked.kind === 'cluster' ? 'cluster' : 'last'
  const text = `${csvOf(soaked.samples)}`
  await writeFile(join(folder, `${name}.csv`), text)
  await writeFile(join(folder, `${name}.svg`), plotOf(soaked))
  await writeFile(join(folder, `${name}.md`), `# Soak\n\n${reportOf(soaked).text}\n\n![plot](${name}.svg)\n`)
}

function isFailing(name: string, { done, failed }: Sum): boolean {
  if (name === 'watcher lost') return failed > 0
  return failed / (done + failed) > (MOST_FAILED[name] ?? MOST_FAILED_ELSE)
}

function row(what: string, unit: string, { middle, grown, allowed, isFlat }: Verdict): readonly string[] {
  const shown = (value: number) => `${value.toFixed(1)} ${unit}`.trim()
  return [what, shown(middle), shown(grown), shown(allowed), isFlat ? 'flat' : 'NOT FLAT']
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function csvOf(samples: readonly Sample[]): string {
  const [first] = samples
  if (!first) return ''
  const columns = Object.keys(first) as (keyof Sample)[]
  const lines = samples.map((sample) =>
    columns.map((column) => sample[column].toFixed(COLUMN_DIGITS)).join(','),
  )
  return `${[columns.join(','), ...lines].join('\n')}\n`
}

function plotOf({ kind, samples }: Soaked): string {
  const panel = (title: string, ...columns: (keyof Sample)[]): Panel => ({
    title,
    xTitle: 'minutes',
    lines: columns.flatMap((column) => {
      const points = pointsOf(samples, column)
      return [
        { name: column, points },
        { name: '', points: trend(points), isDashed: true },
      ]
    }),
  })
  return chartSheet(
    `Soak of ${kind}`,
    'Mixed load; the dashed lines are the robust trends of the second half, which are judged.',
    [
      panel('Memory, MiB', 'rss_mib', 'heap_mib'),
      panel('Open file handles', 'handles'),
      panel('Command, ms', 'command_p50_ms', 'command_p99_ms'),
      panel('Fan-out, ms', 'fan_out_p50_ms', 'fan_out_p99_ms'),
      panel('Event loop delay, ms', 'loop_p99_ms'),
      panel('Processors, %', 'others_percent', 'cpu_percent'),
    ],
  )
}

function trend(points: readonly Point[]): readonly Point[] {
  const half = secondHalf(points)
  const [first, last] = [half[0], half.at(-1)]
  if (!first || !last) return []
  const [rise, x, y] = [
    slope(half),
    medianOf(half.map((point) => point.x)),
    medianOf(half.map((point) => point.y)),
  ]
  return [first, last].map((end) => ({ x: end.x, y: y + rise * (end.x - x) }))
}

function pointsOf(samples: readonly Sample[], column: keyof Sample): readonly Point[] {
  return samples.map((sample) => ({ x: sample.second / 60, y: sample[column] }))
}
