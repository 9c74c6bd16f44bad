import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { AT_MOST, type Compared, commitOf, medianRatio, ratiosOf } from './compare.ts'
import { type Figure, isMet, middle, type Row, ratio, type Sample } from './figures/figure.ts'
import { median } from './machine/statistics.ts'
import { THIS_CHECKOUT } from './servers/hub.ts'

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
  return table(['what', 'Baton', 'reference', 'ratio', 'goal', 'CPU %'], lines)
}

function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

export interface Where {
  readonly machine: string
  /** What else ran: above a tenth, only the ratios of rows whose sides take turns mean something. */
  readonly othersPercent: number
}

export async function keepResult(figure: Figure, rows: readonly Row[], where: Where): Promise<void> {
  const names = [...new Set(rows.map(({ referenceName }) => referenceName))].join(', ')
  await keepPart(figure.title, [
    figure.how,
    `Machine: ${where.machine}; other programs took ${where.othersPercent.toFixed(0)} % of it meanwhile. Reference: ${names}.`,
    ['```sh', `npm run bench -- ${figure.name}`, '```'].join('\n'),
    tableOf(rows),
  ])
}

/** Everything that two checkouts were compared by, in one table. */
export async function keepComparison(
  figures: readonly Figure[],
  compared: readonly Compared[],
  { against, machine, othersPercent }: Where & { readonly against: string },
): Promise<void> {
  const [before, after] = [against, THIS_CHECKOUT].map(commitOf)
  const pairs = compared[0]?.after.length ?? 0
  await keepPart('Two checkouts', [
    `Processor time of the hub's process, at ${before} and at ${after}: ${pairs} pairs, in turns which is first, each with fresh hubs. Medians; the ratio is the median of the pairs' own ratios.`,
    `Machine: ${machine}; other programs took ${othersPercent.toFixed(0)} % of it meanwhile.`,
    ['```sh', `npm run bench -- ${figures.map(({ name }) => name).join(' ')} --against DIR`, '```'].join(
      '\n',
    ),
    comparisonTable(compared),
  ])
}

export function comparisonTable(compared: readonly Compared[]): string {
  const lines = compared.map((one) => {
    const ratios = ratiosOf(one)
    const ratio = medianRatio(one)
    return [
      one.what,
      shown({ value: median(one.before) }, one.unit),
      shown({ value: median(one.after) }, one.unit),
      ratio.toFixed(3),
      `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`,
      `at most ${AT_MOST}: ${ratio <= AT_MOST ? 'met' : 'missed'}`,
    ]
  })
  return table(['what', 'before', 'after', 'ratio', 'of the pairs', 'goal'], lines)
}

/** Replaces the part of this title and leaves the others. */
async function keepPart(title: string, paragraphs: readonly string[]): Promise<void> {
  const present = await readFile(PATH, 'utf8').catch(() => '')
  const parts = new Map(
    present
      .split(/^## /m)
      .slice(1)
      .map((part) => [part.split('\n', 1)[0] ?? '', part.trimEnd()]),
  )
  parts.set(title, [title, ...paragraphs].join('\n\n'))
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
