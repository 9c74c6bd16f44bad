// `npm run scale`: what many households need at the costs that `npm run bench` wrote down. Writes a plot and a table.
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { chartSheet, type Line } from '../../packages/testing/src/soak/chart.ts'
import { COST_NAMES, readCosts } from './costs.ts'
import { firstLimit, type Installation, installationFor, type Prices } from './model.ts'

const SIZES = [1_000, 10_000, 100_000, 1_000_000, 10_000_000]
const PER_DECADE = 8
const HERE = new URL('.//', import.meta.url)

const costs = await readCosts()
const prices = Object.fromEntries(COST_NAMES.map((name) => [name, costs[name].value])) as Prices
const limit = firstLimit(prices)
const table = [
  ['households', 'commands/s', 'workers', 'Nginx cores', 'Postgres partitions', 'Redis shards'],
  ['---', '---', '---', '---', '---', '---'],
  ...SIZES.map((households) => installationFor(households, prices)).map((at) => [
    at.households.toLocaleString('en'),
    at.commandsPerSecond.toFixed(1),
    whole(at.workers),
    whole(at.nginxCores),
    whole(at.partitions),
    whole(at.redisShards),
  ]),
].map((cells) => `| ${cells.join(' | ')} |`)
const spent = Object.entries(installationFor(1_000_000, prices).workerCores).map(
  ([what, cores]) => `${what} ${cores.toFixed(1)}`,
)
const text = `# What many households need

Written by \`npm run scale\` from [costs.json](costs.json); [scale.md](../../docs/scale.md) says what is measured and what is
assumed.

${table.join('\n')}

Each number is rounded up; the word says what decides it. Cores of the workers for a million households: ${spent.join(', ')}.
With one Postgres and one Redis that rings at every worker, the first limit is ${limit.what}, at ${limit.households.toLocaleString('en')} households.

| cost | value | measured by | others took |
| --- | --- | --- | --- |
${COST_NAMES.map((name) => `| ${name} | ${shown(costs[name].value)} | ${costs[name].figure} | ${costs[name].othersPercent.toFixed(0)} % |`).join('\n')}

![plot](scale.svg)
`
await writeFile(fileURLToPath(new URL('scale.md', HERE)), text)
await writeFile(fileURLToPath(new URL('scale.svg', HERE)), plot())
console.log(text)

function plot(): string {
  const sizes = Array.from({ length: 4 * PER_DECADE + 1 }, (_, nth) => 1_000 * 10 ** (nth / PER_DECADE))
  const installations = sizes.map((households) => installationFor(households, prices))
  const line = (name: string, of: (at: Installation) => number): Line => ({
    name,
    points: installations.map((at) => ({ x: at.households, y: of(at) })),
  })
  const rest = { scale: 'logarithmic', xTitle: 'households' } as const
  const ofPart = (part: 'partitions' | 'workers' | 'redisShards') =>
    Object.keys(installations[0]?.[part].parts ?? {}).map((name) =>
      line(name, (at) => at[part].parts[name] ?? 0),
    )
  return chartSheet(
    'What many households need in their busiest hour',
    'Measured costs, assumed households.',
    [
      {
        title: 'Needed',
        lines: [
          line('workers', (at) => at.workers.units),
          line('partitions', (at) => at.partitions.units),
          line('Redis shards', (at) => at.redisShards.units),
        ],
        ...rest,
      },
      { title: 'Postgres partitions', lines: ofPart('partitions'), ...rest },
      { title: 'Workers', lines: ofPart('workers'), ...rest },
      {
        title: 'Worker cores',
        lines: ['commands', 'contacts', 'beacons'].map((name) =>
          line(name, (at) => at.workerCores[name] ?? 0),
        ),
        ...rest,
      },
    ],
  )
}

function whole({ units, because }: { readonly units: number; readonly because: string }): string {
  return `${Math.ceil(units).toLocaleString('en')} (${because})`
}

function shown(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 3 })
}
