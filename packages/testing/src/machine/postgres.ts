// A real Postgres for tests: the machine's own program, on a data folder and a port of its own. It forgets everything
// when it ends, and ends at the latest with the process that started it.
import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { appendFile, chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import type { spawnOwned } from './child.ts'
import { freePort } from './ports.ts'
import { type ServerProcess, startServer } from './server-process.ts'

const run = promisify(execFile)

export interface PostgresServer extends AsyncDisposable {
  /** Of the database that every server has; better ask for one of your own. */
  readonly url: string
  /** To kill it, stop it and start it again. End it with SIGQUIT, as a machine that fails: it does not tidy up. */
  readonly server: ServerProcess
  /** An empty database, gone with the server. Answers with its URL. */
  createDatabase(): Promise<string>
  /** Asks the server itself, as its owner: to cut connections, to look at locks. `port`: where it is found from here. */
  query(sql: string, port?: number): Promise<string>
}

export interface PostgresOptions {
  /** Kept when it ends, and used again; a new one that is forgotten by default. */
  readonly folder?: string
  readonly port?: number
  /** The address to listen on; its own machine by default. */
  readonly host?: string
  readonly spawn?: typeof spawnOwned
  /** Further words of postgresql.conf, such as `max_connections=20`. */
  readonly settings?: readonly string[]
}

/** Where this machine keeps Postgres, or null: then tests that need it say so and pass by. */
export function postgresPrograms(): string | null {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [...versions.map((version) => join(debian, version, 'bin')), '/usr/local/bin', '/usr/bin']
  return folders.find((folder) => existsSync(join(folder, 'initdb'))) ?? null
}

export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const programs = postgresPrograms()
  if (!programs) throw new Error('This machine has no Postgres server program')
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'baton-postgres-')))
  const forget = async () => {
    if (options.folder === undefined) await rm(folder, { recursive: true, force: true })
  }
  try {
    const data = await dataFolder(programs, folder)
    const port = options.port ?? (await freePort())
    const server = await startServer({ ...commandOf(programs, data, port, options), tidy: forget })
    return face(server)
  } catch (error) {
    await forget()
    throw error
  }
}

async function dataFolder(programs: string, folder: string): Promise<string> {
  const data = join(folder, 'data')
  await mkdir(folder, { recursive: true })
  if (isRoot()) await run('chown', ['postgres', folder])
  await chmod(folder, 0o700)
  if (existsSync(join(data, 'PG_VERSION'))) return data
  const [command, ...args] = asPostgres(join(programs, 'initdb'), [
    ...['-D', data, '-U', 'baton', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
  ])
  await run(command, args, { cwd: folder })
  // The hosts of a network that a test has made for itself.
  await appendFile(join(data, 'pg_hba.conf'), 'host all all 10.77.0.0/24 trust\n')
  return data
}

function commandOf(
  programs: string,
  data: string,
  port: number,
  { folder, host = '127.0.0.1', settings: more = [], spawn }: PostgresOptions,
) {
  const forgetful =
    folder === undefined ? ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'] : []
  const settings = [
    `listen_addresses=${host}`,
    `port=${port}`,
    'unix_socket_directories=',
    'shared_buffers=32MB',
    'max_connections=100',
    ...forgetful,
    ...more,
  ]
  const [command, ...args] = asPostgres(join(programs, 'postgres'), [
    ...['-D', data],
    ...settings.flatMap((setting) => ['-c', setting]),
  ])
  return { command, args, port, cwd: data, ready: /ready to accept connections/, ...(spawn && { spawn }) }
}

function face(server: ServerProcess): PostgresServer {
  const databases = databasesOf(`postgres://baton@127.0.0.1:${server.port}/postgres`)
  return {
    ...databases,
    server,
    async [Symbol.asyncDispose]() {
      // Ends it at once, without tidying up: nothing of it is needed again.
      await server.end('SIGQUIT')
      await server[Symbol.asyncDispose]()
    },
  }
}

let databases = 0

/** The databases of a server that runs already. Those that were created here are gone with it, the server is not. */
export function databasesOf(url: string): Omit<PostgresServer, 'server'> {
  const urlOf = (database: string, port?: number) => {
    const there = new URL(url)
    there.pathname = `/${database}`
    if (port !== undefined) there.port = String(port)
    return there.href
  }
  const created: string[] = []
  const ask = async (statements: readonly string[], port?: number) => {
    const client = new pg.Client({ connectionString: urlOf('postgres', port) })
    // A server that is killed meanwhile breaks the connection; the question that waits is told.
    client.on('error', () => {})
    await client.connect()
    try {
      let rows: readonly unknown[] = []
      for (const statement of statements) ({ rows } = await client.query(statement))
      return JSON.stringify(rows)
    } finally {
      await client.end()
    }
  }
  return {
    url,
    query: (sql, port) => ask([sql], port),
    async createDatabase() {
      const name = `baton_${process.pid}_${++databases}`
      created.push(name)
      await ask([`create database ${name}`])
      return urlOf(name)
    },
    async [Symbol.asyncDispose]() {
      await ask(created.map((name) => `drop database if exists ${name} with (force)`))
    },
  }
}

/** Postgres refuses to run as root. The kernel tells it to quit when the process that started it is gone. */
function asPostgres(program: string, options: readonly string[]): readonly [string, ...string[]] {
  const identity = isRoot() ? ['--reuid=postgres', '--regid=postgres', '--init-groups'] : []
  return ['setpriv', ...identity, '--pdeathsig=QUIT', program, ...options]
}

function isRoot(): boolean {
  return process.getuid?.() === 0
}
