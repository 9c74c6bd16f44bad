// `npm run bench`: measures and writes bench/RESULTS.md. `-- NAME` measures one figure, `-- --short` shows within a
// minute that every figure can be had, and writes nothing.

import { aboutThisMachine } from '../packages/testing/src/soak/about-machine.ts'
import { FULL, middle, type Row, SHORT } from './figures/figure.ts'
import { FIGURES } from './figures/index.ts'
import { watchOthers } from './machine/others.ts'
import { keepResult, tableOf, type Where } from './results.ts'
import { type Costs, keepCosts } from './scale/costs.ts'

const words = process.argv.slice(2)
const isShort = words.includes('--short')
const names = words.filter((word) => word !== '--short')
const unknown = names.filter((name) => !FIGURES.some((figure) => figure.name === name))

if (unknown.length > 0) {
  console.error(
    `There is no figure ${unknown.join(', ')}. There are: ${FIGURES.map(({ name }) => name).join(', ')}.`,
  )
  process.exitCode = 2
} else {
  console.log(aboutThisMachine())
  for (const figure of FIGURES) {
    if (names.length > 0 && !names.includes(figure.name)) continue
    console.log(`\n${figure.title}: ${figure.how}\n`)
    const others = watchOthers()
    const rows = await figure.measure(isShort ? SHORT : FULL)
    const othersPercent = others()
    console.log(
      `${tableOf(rows)}\n\nOther programs took ${othersPercent.toFixed(0)} % of the machine meanwhile.`,
    )
    if (rows.length === 0 || rows.some(isWithoutValue)) {
      console.error(`${figure.name} gave no figure.`)
      process.exitCode = 1
    } else if (!isShort) {
      const machine = aboutThisMachine()
      await keepResult(figure, rows, { machine, othersPercent })
      await keepCosts(costsOf(figure.name, rows, { machine, othersPercent }))
    }
  }
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
