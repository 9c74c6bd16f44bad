// `npm run bench`: measures and writes bench/RESULTS.md. `-- NAME` measures one figure, `-- --short` shows within a
// minute that every figure can be had, and writes nothing. `-- NAME --against DIR` compares two checkouts.

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { aboutThisMachine } from '../packages/testing/src/soak/about-machine.ts'
import { type Compared, compare, USUAL_PAIRS } from './compare.ts'
import { type Figure, FULL, middle, type Row, SHORT, TURN } from './figures/figure.ts'
import { FIGURES } from './figures/index.ts'
import { watchOthers } from './machine/others.ts'
import { comparisonTable, keepComparison, keepResult, tableOf, type Where } from './results.ts'
import { type Costs, keepCosts } from './scale/costs.ts'
import { hubProgram } from './servers/hub.ts'

const { values, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: 'boolean', default: false },
    against: { type: 'string' },
    pairs: { type: 'string', default: String(USUAL_PAIRS) },
  },
})
const against = values.against === undefined ? null : resolve(values.against)
const pairs = Number(values.pairs)
const named = FIGURES.filter(({ name }) => names.length === 0 || names.includes(name))
const wrong = whatIsWrong()

if (wrong) {
  console.error(wrong)
  process.exitCode = 2
} else {
  console.log(aboutThisMachine())
  if (against === null) for (const figure of named) await measured(figure)
  else await compared(named, against)
}

function whatIsWrong(): string | null {
  const unknown = names.filter((name) => !FIGURES.some((figure) => figure.name === name))
  if (unknown.length > 0) return `There is no figure ${unknown.join(', ')}. There are: ${listed(FIGURES)}.`
  if (against === null) return null
  if (!existsSync(hubProgram(against))) return `${values.against} is no checkout of Baton.`
  if (!(Number.isInteger(pairs) && pairs > 0)) return `${values.pairs} is no number of pairs.`
  const comparing = FIGURES.filter(({ spent }) => spent)
  return named.some(({ spent }) => spent) ? null : `Two checkouts are compared by: ${listed(comparing)}.`
}

async function measured(figure: Figure): Promise<void> {
  console.log(`\n${figure.title}: ${figure.how}\n`)
  const others = watchOthers()
  const rows = await figure.measure(values.short ? SHORT : FULL)
  const othersPercent = others()
  console.log(`${tableOf(rows)}\n\n${aboutOthers(othersPercent)}`)
  if (rows.length === 0 || rows.some(isWithoutValue)) {
    console.error(`${figure.name} gave no figure.`)
    process.exitCode = 1
  } else if (!values.short) {
    const machine = aboutThisMachine()
    await keepResult(figure, rows, { machine, othersPercent })
    await keepCosts(costsOf(figure.name, rows, { machine, othersPercent }))
  }
}

async function compared(figures: readonly Figure[], checkout: string): Promise<void> {
  const others = watchOthers()
  const all: Compared[] = []
  const done: Figure[] = []
  for (const figure of figures) {
    if (!figure.spent) continue
    const rows = await compare(figure.spent, {
      against: checkout,
      pairs: values.short ? 1 : pairs,
      extent: values.short ? SHORT : TURN,
    })
    console.log(`\n${comparisonTable(rows)}`)
    all.push(...rows)
    done.push(figure)
  }
  const othersPercent = others()
  console.log(`\n${aboutOthers(othersPercent)}`)
  const where = { machine: aboutThisMachine(), othersPercent, against: checkout }
  if (!values.short) await keepComparison(done, all, where)
}

function aboutOthers(percent: number): string {
  return `Other programs took ${percent.toFixed(0)} % of the machine meanwhile.`
}

function listed(figures: readonly Figure[]): string {
  return figures.map(({ name }) => name).join(', ')
}

/** Those of the rows that are the price of something. */
function costsOf(figure: string, rows: readonly Row[], where: Where): Partial<Costs> {
  const priced = rows.flatMap(({ cost, baton }) => {
    const value = middle(baton)?.value
    return cost && value !== undefined ? [[cost, { value, figure, ...where }]] : []
  })
  return Object.fromEntries(priced)
}

function isWithoutValue({ baton, reference }: Row): boolean {
  const values = [middle(baton), ...(reference.length > 0 ? [middle(reference)] : [])]
  return values.some((sample) => sample === null || !Number.isFinite(sample.value) || sample.value < 0)
}
