import { startGenerator } from '../load/generator.ts'
import type { RequestsOutcome, RequestsTask } from '../load/requests.ts'
import { cpuShares } from '../machine/cpu-share.ts'
import { quantile } from '../machine/statistics.ts'
import { type Hub, startHub, THIS_CHECKOUT } from '../servers/hub.ts'
import { startWithDatabase } from '../servers/script.ts'
import { postRequest, seekRequest, takeSeat } from '../servers/seat.ts'
import { spentOnCommands } from './command-costs.ts'
import { type Extent, type Figure, gathered, type Row, type Sample, type Spent } from './figure.ts'

const CONNECTIONS = [1, 16, 64] as const
const PEOPLE = 4
const REFERENCE = 'node:http with one UPDATE and one commit a request'

export const commands: Figure = {
  name: 'commands',
  title: 'Commands',
  how: `Seeks by ${PEOPLE} people over keep-alive connections, each with an id of its own, so with a receipt. Both sides commit to SQLite with synchronous FULL before they answer. Then what a command costs, by its kind, over one connection.`,
  async measure(extent) {
    const rounds: (readonly Row[])[] = []
    for (let round = 0; round < extent.rounds; round++) {
      const spent = await spentByKind(extent, THIS_CHECKOUT)
      const priced = spent.map(({ value, ...what }): Row => {
        return { ...what, baton: [{ value }], reference: [], referenceName: 'none' }
      })
      rounds.push([...(await oneRound(extent)), ...priced])
    }
    return gathered(rounds)
  },
  spent: spentByKind,
}

async function spentByKind({ requests }: Extent, checkout: string): Promise<readonly Spent[]> {
  await using hub = await startHub(checkout)
  return await spentOnCommands(hub, requests)
}

async function oneRound({ measuredMs }: Extent): Promise<readonly Row[]> {
  await using hub = await startHub()
  const templates = await seeks(hub)
  await using reference = await startWithDatabase('one-commit')
  const rows: Row[] = []
  for (const connections of CONNECTIONS) {
    const task = { kind: 'requests', connections, warmUpMs: measuredMs / 2, measuredMs } as const
    const ours = await drive(hub.pid, { ...task, port: hub.port, templates })
    const plain = [postRequest('/', '{"position_ms":1{count},"client_event_uuid":"{mark}"}')]
    const theirs = await drive(reference.pid, { ...task, port: reference.port, templates: plain })
    const row = (what: string, unit: string, value: (outcome: RequestsOutcome) => number): Row => ({
      what: `${what}, ${connections} connection${connections === 1 ? '' : 's'}`,
      unit,
      baton: [{ ...ours.shares, value: value(ours.outcome) }],
      reference: [{ ...theirs.shares, value: value(theirs.outcome) }],
      referenceName: REFERENCE,
    })
    rows.push(row('commands', '/s', ({ perSecond }) => perSecond))
    rows.push(row('answer p99', 'ms', ({ latenciesMs }) => quantile(latenciesMs, 0.99)))
  }
  return rows
}

async function seeks(hub: Hub): Promise<readonly string[]> {
  await hub.addPeople(PEOPLE)
  const templates: string[] = []
  for (let person = 1; person <= PEOPLE; person++) templates.push(seekRequest(await takeSeat(hub, person)))
  return templates
}

export interface Driven {
  readonly outcome: RequestsOutcome
  readonly shares: Omit<Sample, 'value'>
}

/** The shares cover the warming up too. */
export async function drive(serverPids: number | readonly number[], task: RequestsTask): Promise<Driven> {
  const pids = [serverPids].flat()
  await using generator = startGenerator<RequestsTask, RequestsOutcome>('requests')
  const { value: outcome, percent } = await cpuShares([generator.pid, ...pids], () => generator.ask(task))
  if (outcome.refused > 0) throw new Error(`${outcome.refused} requests were refused.`)
  const [loadPercent = 0, ...servers] = percent
  const serverPercent = servers.reduce((sum, part) => sum + part, 0)
  return { outcome, shares: { serverPercent, loadPercent } }
}
