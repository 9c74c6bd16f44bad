// Starts Postgres, Redis, several workers and Nginx on this machine, as one installation, until it is told to stop.
import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { lackingCluster, startCluster } from '../packages/testing/src/worlds/cluster-world.ts'

const { values } = parseArgs({
  options: {
    workers: { type: 'string', default: '3' },
    port: { type: 'string' },
    host: { type: 'string', default: '127.0.0.1' },
    data: { type: 'string' },
    music: { type: 'string', multiple: true },
    help: { type: 'boolean', short: 'h' },
  },
})

if (values.help) tell(helpText())
else await run()

async function run(): Promise<void> {
  const lacking = lackingCluster()
  const count = Number(values.workers)
  const port = values.port === undefined ? undefined : Number(values.port)
  const problem =
    lacking ||
    (!(Number.isInteger(count) && count >= 1 && count <= 7) && '--workers takes a number from 1 to 7.') ||
    (port !== undefined && !(port > 0 && port < 65_536) && '--port takes a number from 1 to 65535.')
  if (problem) {
    process.stderr.write(`${problem}\n`)
    process.exitCode = 2
    return
  }
  const stopped = new Promise<void>((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop())
  })
  const folder = values.data === undefined ? undefined : resolve(values.data)
  if (folder !== undefined) await mkdir(folder, { recursive: true })
  tell(`Starting Postgres, Redis, Nginx and ${count} workers ...`)
  await using cluster = await startCluster({
    workers: count,
    owner: null,
    host: values.host,
    ...(port !== undefined && { port }),
    ...(folder !== undefined && { folder }),
    ...(values.music && { music: values.music.map((path) => resolve(path)) }),
  })
  for (const [nth, worker] of cluster.workers.entries()) {
    tell(`  worker ${nth + 1}: process ${worker.pid}, ${worker.baseUrl}`)
  }
  tell(`  Postgres: process ${cluster.postgres.server.pid}, ${cluster.databaseUrl}`)
  tell(`  Redis: process ${cluster.redis.pid}, ${cluster.redisUrl}`)
  tell(`Baton listens on ${cluster.baseUrl}`)
  if (cluster.ownerLink) tell(`Create the owner here, once: ${cluster.ownerLink}`)
  tell('Stop it with Ctrl-C.')
  await stopped
  tell('Stopping ...')
  await Promise.all(cluster.workers.map((worker) => worker.end()))
}

function helpText(): string {
  return [
    'npm run cluster -- [options]',
    '',
    '  --workers N   how many, 1 to 7 (default: 3)',
    '  --port N      the port that Nginx listens on (default: a free one)',
    '  --host H      the address that Nginx listens on (default: 127.0.0.1)',
    '  --data DIR    where everything is kept (default: a folder that is removed at the end)',
    '  --music DIR   folder with music, may be repeated (default: four tracks of silence)',
  ].join('\n')
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`)
}
