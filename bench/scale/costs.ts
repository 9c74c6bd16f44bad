// What things cost on the machine that measured last, as the figures wrote it down: the simulation is fed with it.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const PATH = fileURLToPath(new URL('./costs.json', import.meta.url))

/** Processor time is that of one core of the machine that measured. */
export const COST_NAMES = [
  'command.workerMs',
  'command.postgresMs',
  'command.redisMs',
  'command.nginxMs',
  'command.walBytes',
  'command.databaseBytes',
  'contact.workerMs',
  'contact.postgresMs',
  'follower.bytes',
  'follower.restMsPerHour',
  'delivery.workerMs',
  'gigabyte.hubMs',
  'gigabyte.nginxMs',
] as const
export type CostName = (typeof COST_NAMES)[number]

export interface Cost {
  readonly value: number
  readonly figure: string
  readonly machine: string
  readonly othersPercent: number
}

export type Costs = Readonly<Record<CostName, Cost>>

/** Fails where one was never measured. */
export async function readCosts(): Promise<Costs> {
  const known = await keptCosts()
  const missing = COST_NAMES.filter((name) => !known[name])
  if (missing.length > 0) throw new Error(`Not measured yet: ${missing.join(', ')}. Run npm run bench.`)
  return known as Costs
}

export async function keepCosts(measured: Partial<Costs>): Promise<void> {
  if (Object.keys(measured).length === 0) return
  const known = { ...(await keptCosts()), ...measured }
  const sorted = COST_NAMES.flatMap((name) => (known[name] ? [[name, known[name]]] : []))
  await writeFile(PATH, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`)
}

async function keptCosts(): Promise<Partial<Costs>> {
  return JSON.parse(await readFile(PATH, 'utf8').catch(() => '{}')) as Partial<Costs>
}
