import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Figure, isMet, middle, type Row, ratio, type Sample } from './figures/figure.ts'

const PATH = fileURLToPath(new URL('./RESULTS.md', import.meta.url))
const OPENING = `# Results

Written by \`npm run bench\`; do not edit. Each figure stands beside its reference from the same run on the same machine,
under the same load generator in a process of its own. Values are medians of the rounds, the ratio is Baton / reference.
CPU is the share of one core: Baton's process / the reference's process / the load generator beside each of them.
Compare ratios, not values: [measure.md](../docs/guides/measure.md) says how to read them.
`

export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const [ours, theirs] = [middle(row.baton), middle(row.reference)]
    const found = ratio(row)
    return [
      row.what,
      shown(ours, row.unit),
      theirs ? shown(theirs, row.unit) : row.referenceName,
      found === null ? '' : found.toFixed(2),
      goalOf(row),
      cpuOf(ours, theirs),
    ]
  })
  const head = ['what', 'Baton', 'reference', 'ratio', 'goal', 'CPU %']
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

export interface Where {
  readonly machine: string
  /** What else ran: above a tenth, only the ratios of rows whose sides take turns mean something. */
  readonly othersPercent: number
}

/** Replaces this figure's part and leaves those of the others. */
export async function keepResult(figure: Figure, rows: readonly Row[], where: Where): Promise<void> {
  const present = await readFile(PATH, 'utf8').catch(() => '')
  const parts = new Map(
    present
      .split(/^## /m)
      .slice(1)
      .map((part) => [part.split('\n', 1)[0] ?? '', part.trimEnd()]),
  )
  const names = [...new Set(rows.map(({ referenceName }) => referenceName))].join(', ')
  const text = [
    figure.title,
    figure.how,
    `Machine: ${where.machine}; other programs took ${where.othersPercent.toFixed(0)} % of it meanwhile. Reference: ${names}.`,
    ['```sh', `npm run bench -- ${figure.name}`, '```'].join('\n'),
    tableOf(rows),
  ].join('\n\n')
  parts.set(figure.title, text)
  await writeFile(PATH, `${OPENING}\n${[...parts.values()].map((part) => `## ${part}\n`).join('\n')}`)
}

function shown(sample: Sample | null, unit: string): string {
  if (!sample) return ''
  const { value } = sample
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return `${value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${unit}`
}

function goalOf(row: Row): string {
  if (!row.goal) return ''
  const text = 'atMost' in row.goal ? `at most ${row.goal.atMost}` : `at least ${row.goal.atLeast}`
  const met = isMet(row)
  return met === null ? text : `${text}: ${met ? 'met' : 'missed'}`
}

function cpuOf(ours: Sample | null, theirs: Sample | null): string {
  const of = (percent: number | undefined) => (percent === undefined ? '-' : percent.toFixed(0))
  if (ours?.serverPercent === undefined) return ''
  return `${of(ours.serverPercent)} / ${of(theirs?.serverPercent)} / ${of(ours.loadPercent)}, ${of(theirs?.loadPercent)}`
}
