// A real Postgres for tests: the machine's own program, on a data folder and a port of its own. It forgets everything
// when it ends, and ends at the latest with the process that started it.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'

const run = promisify(execFile)
const READY_WITHIN_MS = 30_000

export interface PostgresServer extends AsyncDisposable {
  /** Of the database that every server has; better ask for one of your own. */
  readonly url: string
  /** An empty database, gone with the server. Answers with its URL. */
  createDatabase(): Promise<string>
  /** Asks the server itself, as its owner: to cut connections, to look at locks. */
  query(sql: string): Promise<string>
}

/** Where this machine keeps Postgres, or null: then tests that need it say so and pass by. */
export function postgresPrograms(): string | null {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [...versions.map((version) => join(debian, version, 'bin')), '/usr/local/bin', '/usr/bin']
  return folders.find((folder) => existsSync(join(folder, 'initdb'))) ?? null
}

export async function startPostgres(): Promise<PostgresServer> {
  const programs = postgresPrograms()
  if (!programs) throw new Error('This machine has no Postgres server program')
  const folder = await mkdtemp(join(tmpdir(), 'baton-postgres-'))
  try {
    if (isRoot()) await run('chown', ['postgres', folder])
    const data = join(folder, 'data')
    const initdb = asPostgres(join(programs, 'initdb'), [
      ...['-D', data, '-U', 'baton', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    ])
    await run(initdb.program, initdb.arguments, { cwd: folder })
    const port = await freePort()
    const server = await started(programs, data, folder, port)
    return face(server, folder, port)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

function face(server: ChildProcess, folder: string, port: number): PostgresServer {
  const urlOf = (database: string) => `postgres://baton@127.0.0.1:${port}/${database}`
  let databases = 0
  const query = async (sql: string) => {
    const client = new pg.Client({ connectionString: urlOf('postgres') })
    await client.connect()
    try {
      return JSON.stringify((await client.query(sql)).rows)
    } finally {
      await client.end()
    }
  }
  return {
    url: urlOf('postgres'),
    query,
    async createDatabase() {
      const name = `baton_${++databases}`
      await query(`create database ${name}`)
      return urlOf(name)
    },
    async [Symbol.asyncDispose]() {
      await ended(server)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function started(programs: string, data: string, folder: string, port: number): Promise<ChildProcess> {
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
    'shared_buffers=32MB',
    'max_connections=60',
  ]
  const { program, arguments: options } = asPostgres(join(programs, 'postgres'), [
    ...['-D', data],
    ...settings.flatMap((setting) => ['-c', setting]),
  ])
  const server = spawn(program, options, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  server.stderr?.on('data', (chunk) => {
    said = (said + chunk).slice(-4000)
  })
  const deadline = Date.now() + READY_WITHIN_MS
  while (!said.includes('ready to accept connections')) {
    if (server.exitCode !== null || Date.now() > deadline) {
      await ended(server)
      throw new Error(`Postgres did not start:\n${said}`)
    }
    await sleep(20)
  }
  return server
}

/** SIGQUIT ends it at once, without tidying up: nothing of it is needed again. */
async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const exit = once(server, 'exit')
  server.kill('SIGQUIT')
  await exit
}

/** Postgres refuses to run as root. The kernel tells it to quit when the process that started it is gone. */
function asPostgres(program: string, options: readonly string[]) {
  const identity = isRoot() ? ['--reuid=postgres', '--regid=postgres', '--init-groups'] : []
  return { program: 'setpriv', arguments: [...identity, '--pdeathsig=QUIT', program, ...options] }
}

function isRoot(): boolean {
  return process.getuid?.() === 0
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No port is free')
  return address.port
}
