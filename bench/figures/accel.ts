import type { RequestsTask } from '../load/requests.ts'
import { familyCpuMs } from '../machine/family.ts'
import { cpuMs } from '../machine/program.ts'
import {
  type Installation,
  LONG_TRACK_BYTES,
  missingInstallation,
  startInstallation,
} from '../servers/installation.ts'
import { type Nginx, startNginx } from '../servers/nginx.ts'
import { takeSeat } from '../servers/seat.ts'
import { drive } from './commands.ts'
import { type Extent, type Figure, gathered, type Row } from './figure.ts'

const PARTS = [
  { name: '4 MB', bytes: 4_000_000, connections: 8, atLeast: 0.9 },
  { name: '64 KB', bytes: 65_536, connections: 32 },
] as const
type Part = (typeof PARTS)[number]

const ROUNDS = 5
const TURN_MS = 1_000
const MEGABYTE = 1_000_000
const GIGABYTE = 1_000_000_000

export const accel: Figure = {
  name: 'accel',
  title: 'Music that Nginx sends',
  how: 'Random ranges of one file of 69 MB through Nginx, which asks a worker for each whether the ticket is good and then sends the bytes itself, beside the same Nginx program with the file alone; in turns.',
  async measure(extent) {
    if (missingInstallation() !== null) return []
    await using installation = await startInstallation({ workers: 1, sender: 'nginx' })
    await using nginx = await startNginx('files', installation.music)
    const { fileUrl } = await takeSeat(installation.hub, 0)
    const rows: Row[] = []
    for (const part of PARTS) {
      const rounds: (readonly Row[])[] = []
      const count = extent.rounds > 1 ? ROUNDS : 1
      for (let round = 0; round < count; round++)
        rounds.push(await oneRound(installation, nginx, fileUrl, part, extent))
      rows.push(...gathered(rounds))
    }
    return rows
  },
}

async function oneRound(
  { cluster, port }: Installation,
  nginx: Nginx,
  fileUrl: string,
  part: Part,
  { measuredMs }: Extent,
): Promise<readonly Row[]> {
  const turnMs = Math.min(TURN_MS, measuredMs)
  const task = (path: string, at: number): RequestsTask => ({
    kind: 'requests',
    port: at,
    connections: part.connections,
    templates: [`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nRange: bytes={range}\r\n\r\n`],
    range: { partBytes: part.bytes, fileBytes: LONG_TRACK_BYTES },
    warmUpMs: turnMs / 4,
    measuredMs: turnMs,
  })
  const hubPids = cluster.workers.map(({ pid }) => pid)
  const look = () => ({
    hubMs: hubPids.reduce((sum, pid) => sum + cpuMs(pid), 0),
    nginxMs: familyCpuMs(cluster.nginx.pid),
  })
  const before = look()
  const { pathname, search } = new URL(fileUrl, cluster.baseUrl)
  const ours = await drive(hubPids, task(pathname + search, port))
  const after = look()
  const gigabytes = (ours.outcome.answered * part.bytes) / GIGABYTE
  const theirs = await drive(nginx.pid, task('/Long.wav', nginx.port))
  const row = (what: string, unit: string, of: (driven: typeof ours) => number, more: Partial<Row>): Row => ({
    what: `${what}, ranges of ${part.name}`,
    unit,
    baton: [{ ...ours.shares, value: of(ours) }],
    reference: [{ ...theirs.shares, value: of(theirs) }],
    referenceName: 'Nginx static',
    ...more,
  })
  const priced = (what: string, value: number, cost: NonNullable<Row['cost']>): Row => ({
    what: `${what}, ranges of ${part.name}`,
    unit: 'ms/GB',
    baton: [{ value }],
    reference: [],
    referenceName: 'none',
    ...('atLeast' in part && { cost }),
  })
  const goal = 'atLeast' in part ? { goal: { atLeast: part.atLeast } } : {}
  return [
    row('bytes', 'MB/s', ({ outcome }) => outcome.bytesPerSecond / MEGABYTE, goal),
    row('requests', '/s', ({ outcome }) => outcome.perSecond, {}),
    priced('processor time of the hub', (after.hubMs - before.hubMs) / gigabytes, 'gigabyte.hubMs'),
    priced('processor time of Nginx', (after.nginxMs - before.nginxMs) / gigabytes, 'gigabyte.nginxMs'),
  ]
}
