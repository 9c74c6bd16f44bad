// A real Redis for tests: the machine's own program, on a free port, with nothing kept on disk.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lacking, type spawnOwned } from './child.ts'
import { freePort } from './ports.ts'
import { type ServerProcess, startServer } from './server-process.ts'

export interface RedisOptions {
  readonly port?: number
  /** The address to listen on; its own machine by default. */
  readonly host?: string
  /** Words of redis.conf, such as `--maxclients 100`. */
  readonly settings?: readonly string[]
  readonly spawn?: typeof spawnOwned
}

/** For a test's `skip`. */
export function lackingRedis(): string | false {
  return lacking('redis-server', 'setpriv')
}

export async function startRedis({
  port,
  host = '127.0.0.1',
  settings = [],
  spawn,
}: RedisOptions = {}): Promise<ServerProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'baton-redis-'))
  const place = port ?? (await freePort())
  return startServer({
    command: 'redis-server',
    args: [
      ...['--port', String(place), '--bind', host, '--dir', folder, '--protected-mode', 'no'],
      ...['--save', '', '--appendonly', 'no', ...settings],
    ],
    port: place,
    ready: /eady to accept connections/,
    ...(spawn && { spawn }),
    tidy: () => rm(folder, { recursive: true, force: true }),
  })
}

export function redisUrl({ port }: ServerProcess): string {
  return `redis://127.0.0.1:${port}`
}
