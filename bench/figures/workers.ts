import type { RequestsTask } from '../load/requests.ts'
import { familyCpuMs } from '../machine/family.ts'
import { cpuMs } from '../machine/program.ts'
import { quantile } from '../machine/statistics.ts'
import {
  besideBaton,
  type Installation,
  missingInstallation,
  startInstallation,
} from '../servers/installation.ts'
import { type ScriptServer, startScript } from '../servers/script.ts'
import { postRequest, seekRequest, takeSeat } from '../servers/seat.ts'
import { type Driven, drive } from './commands.ts'
import type { Extent, Figure, Row } from './figure.ts'

const WORKERS = [1, 3] as const
const PEOPLE = 4
const CONNECTIONS = 32
const PLAIN = 'plain'
const REFERENCE = 'node:http and pg: one UPDATE, one commit'

export const workers: Figure = {
  name: 'workers',
  title: 'Commands on Postgres',
  how: `Seeks by ${PEOPLE} people of one household over ${CONNECTIONS} connections, each with a receipt, through Nginx to one worker and to three. The reference is one process without Nginx, and updates one of four rows in the same Postgres. Both commit to the disk before they answer. Commands of one household stand in line for its lock, and everything shares this machine: more workers bring nothing here, and must cost little. Contacts are heartbeats of one device.`,
  async measure(extent) {
    const missing = missingInstallation()
    if (missing !== null) return []
    const rows: Row[] = []
    for (const count of WORKERS) {
      await using installation = await startInstallation({ workers: count })
      rows.push(...(await measured(installation, count, extent)))
    }
    return rows
  },
}

async function measured(installation: Installation, count: number, extent: Extent): Promise<readonly Row[]> {
  const { hub, port } = installation
  const { measuredMs } = extent
  await hub.addPeople(PEOPLE)
  const templates: string[] = []
  for (let person = 1; person <= PEOPLE; person++) templates.push(seekRequest(await takeSeat(hub, person)))
  await using reference = await startScript('one-commit-postgres', await besideBaton(installation, PLAIN))
  const task: Omit<RequestsTask, 'port' | 'templates'> = {
    kind: 'requests',
    connections: CONNECTIONS,
    warmUpMs: measuredMs,
    measuredMs,
  }
  const ours = await costing(installation, task, { port, templates })
  const plain = [postRequest('/', '{"position_ms":1{count},"client_event_uuid":"{mark}"}')]
  const theirs = await costing(installation, task, { port: reference.port, templates: plain }, reference)
  const what = `${count} worker${count === 1 ? '' : 's'}`
  const row = (name: string, unit: string, of: (spent: Spent) => number, cost?: Row['cost']): Row => ({
    what: `${name}, ${what}`,
    unit,
    baton: [{ ...ours.shares, value: of(ours) }],
    reference: [{ ...theirs.shares, value: of(theirs) }],
    referenceName: REFERENCE,
    // One worker pays for nothing that several have to do; what is bought is several.
    ...(cost && count > 1 && { cost }),
  })
  const alone = (name: string, unit: string, value: number, cost: NonNullable<Row['cost']>): Row => ({
    what: `${name}, ${what}`,
    unit,
    baton: [{ value }],
    reference: [],
    referenceName: 'none',
    ...(count > 1 && { cost }),
  })
  const token = await hub.signIn(1)
  await hub.request('POST', '/devices/register', token, { device_name: 'lamp' })
  const heartbeat = postRequest('/devices/heartbeat', '{}', `Authorization: Bearer ${token}\r\n`)
  const contacts = await costing(installation, task, {
    port,
    templates: [heartbeat.replace('POST', 'PATCH')],
  })
  return [
    row('commands', '/s', ({ perSecond }) => perSecond),
    row('answer p99', 'ms', ({ p99Ms }) => p99Ms),
    row('processor time of a command', 'ms', ({ workersMs }) => workersMs, 'command.workerMs'),
    row('Postgres’ processor time of a command', 'ms', ({ postgresMs }) => postgresMs, 'command.postgresMs'),
    row('journal of Postgres for a command', 'B', ({ walBytes }) => walBytes, 'command.walBytes'),
    row(
      'growth of the database by a command',
      'B',
      ({ databaseBytes }) => databaseBytes,
      'command.databaseBytes',
    ),
    alone('Redis’ processor time of a command', 'ms', ours.redisMs, 'command.redisMs'),
    alone('Nginx’ processor time of a command', 'ms', ours.nginxMs, 'command.nginxMs'),
    alone('processor time of a contact', 'ms', contacts.workersMs, 'contact.workerMs'),
    alone('Postgres’ processor time of a contact', 'ms', contacts.postgresMs, 'contact.postgresMs'),
  ]
}

interface Spent {
  readonly shares: Driven['shares']
  readonly perSecond: number
  readonly p99Ms: number
  readonly workersMs: number
  readonly postgresMs: number
  readonly redisMs: number
  readonly nginxMs: number
  readonly walBytes: number
  readonly databaseBytes: number
}

/** What one request costs each part. Without a server of its own, it is Baton that is asked. */
async function costing(
  { cluster }: Installation,
  task: Omit<RequestsTask, 'port' | 'templates'>,
  asked: Pick<RequestsTask, 'port' | 'templates'>,
  reference?: ScriptServer,
): Promise<Spent> {
  const servers = reference ? [reference.pid] : cluster.workers.map(({ pid }) => pid)
  const look = async () => ({
    workersMs: servers.reduce((sum, pid) => sum + cpuMs(pid), 0),
    postgresMs: familyCpuMs(cluster.postgres.server.pid),
    redisMs: cpuMs(cluster.redis.pid),
    nginxMs: familyCpuMs(cluster.nginx.pid),
    ...(await bytesOf(cluster, reference ? PLAIN : 'baton')),
  })
  const before = await look()
  const { outcome, shares } = await drive(servers, { ...task, ...asked })
  const after = await look()
  const each = (name: keyof typeof before) => (after[name] - before[name]) / outcome.answered
  return {
    shares,
    perSecond: outcome.perSecond,
    p99Ms: quantile(outcome.latenciesMs, 0.99),
    workersMs: each('workersMs'),
    postgresMs: each('postgresMs'),
    redisMs: each('redisMs'),
    nginxMs: each('nginxMs'),
    walBytes: each('walBytes'),
    databaseBytes: each('databaseBytes'),
  }
}

async function bytesOf({ postgres }: Installation['cluster'], database: string) {
  const text = await postgres.query(
    `select pg_current_wal_lsn() - '0/0' as wal_bytes, pg_database_size('${database}') as database_bytes`,
  )
  const [sizes] = JSON.parse(text) as readonly { wal_bytes: string; database_bytes: string }[]
  return { walBytes: Number(sizes?.wal_bytes), databaseBytes: Number(sizes?.database_bytes) }
}
