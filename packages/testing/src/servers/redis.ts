// A real Redis for tests: the machine's own program, on a free port, with nothing kept on disk.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lacking } from '../hosts/child.ts'
import { freePort } from './ports.ts'
import { type ServerProcess, startServer } from './server-process.ts'

/** For a test's `skip`. */
export function lackingRedis(): string | false {
  return lacking('redis-server', 'setpriv')
}

/** `settings` are words of redis.conf, such as `--maxclients 100`. */
export async function startRedis(settings: readonly string[] = []): Promise<ServerProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'baton-redis-'))
  const port = await freePort()
  return startServer({
    command: 'redis-server',
    args: [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder],
      ...['--save', '', '--appendonly', 'no', ...settings],
    ],
    port,
    tidy: () => rm(folder, { recursive: true, force: true }),
  })
}

export function redisUrl({ port }: ServerProcess): string {
  return `redis://127.0.0.1:${port}`
}
