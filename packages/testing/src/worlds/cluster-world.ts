// A whole installation of many workers on this machine: Postgres, Redis, N hubs, Nginx. Each part is a process of its own,
// which can be killed, stopped in its tracks and started again; workers may stand on hosts of a network of their own.
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connect, type Hub } from '@baton/client'
import { lacking, spawnOwned } from '../machine/child.ts'
import type { Network } from '../machine/network-namespaces.ts'
import { startNginx } from '../machine/nginx.ts'
import { freePort } from '../machine/ports.ts'
import { type PostgresServer, postgresPrograms, startPostgres } from '../machine/postgres.ts'
import { type Reach, reach } from '../machine/reach.ts'
import { startRedis } from '../machine/redis.ts'
import { type ServerProcess, startServer } from '../machine/server-process.ts'
import { type AlbumTrack, makeMusic } from '../music/coded-albums.ts'
import { codeCache } from './hub-process.ts'
import { HUB_OWNER, signedIn, until } from './hub-process-world.ts'

const PROGRAM = fileURLToPath(new URL('../../../hub/src/main/bin.ts', import.meta.url))
const LOOPBACK = '127.0.0.1'

export interface ClusterOptions {
  /** How many; 3 by default. */
  readonly workers?: number
  /** Kept when it ends, and used again; a new one that is forgotten by default. */
  readonly folder?: string
  /** The port of Nginx; a free one by default. */
  readonly port?: number
  /** The address that Nginx listens on. */
  readonly host?: string
  /** Null: the link that creates the owner is printed by a worker. */
  readonly owner?: { readonly username: string; readonly password: string } | null
  /** Tracks to be made, or the folders where music lies. */
  readonly tracks?: readonly AlbumTrack[]
  readonly music?: readonly string[]
  /** The bytes of the music are sent by the workers, as usual, or by Nginx. */
  readonly sender?: 'workers' | 'nginx'
  /** Further words of each worker's command line. */
  readonly args?: readonly string[]
  /**
   * Hosts to stand on: Postgres, Redis and Nginx on the first, one worker on each of the others. Cut a host off, and
   * its worker is alone.
   */
  readonly network?: Network<string>
}

export interface ClusterWorker extends ServerProcess {
  /** Past Nginx, straight to this worker. */
  readonly baseUrl: string
}

export interface Cluster extends AsyncDisposable {
  /** Through Nginx. */
  readonly baseUrl: string
  readonly workers: readonly ClusterWorker[]
  readonly postgres: PostgresServer
  readonly redis: ServerProcess
  readonly nginx: ServerProcess
  /** Of the database, and of Redis, as the workers have them. */
  readonly databaseUrl: string
  readonly redisUrl: string
  /** Creates the owner; null when there is one. */
  readonly ownerLink: string | null
  /** Signed in as the owner, through Nginx or past it. */
  client(baseUrl?: string): Promise<Hub>
}

/** For a test's `skip`. */
export function lackingCluster(): string | false {
  if (!postgresPrograms()) return 'needs the PostgreSQL server'
  return lacking('redis-server', 'nginx', 'setpriv')
}

export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  await using opened = new AsyncDisposableStack()
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'baton-cluster-')))
  if (options.folder === undefined)
    opened.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  await mkdir(join(folder, 'data'), { recursive: true })
  // Postgres is another user, and has a folder of its own below.
  await chmod(folder, 0o711)
  const hosts = standing(options)
  const { base } = hosts

  const [postgres, redis] = await Promise.all([
    startPostgres({
      ...(options.folder !== undefined && { folder: join(folder, 'postgres') }),
      host: base.address,
      spawn: base.spawn,
    }).then((server) => opened.use(server)),
    startRedis({ host: base.address, spawn: base.spawn }).then((server) => opened.use(server)),
  ])
  const ask = await withDatabase(postgres, hosts, opened)
  const databaseUrl = `postgres://baton@${base.address}:${postgres.server.port}/baton`
  const redisUrl = `redis://${base.address}:${redis.port}`
  await ask('create database baton')

  const music = options.music ?? [await madeMusic(folder, options.tracks)]
  const workerPlaces = await Promise.all(
    hosts.workers.map(async (host) => ({ ...host, port: await freePort() })),
  )
  const start = ({ address, spawn, port }: (typeof workerPlaces)[number]) =>
    startServer({
      command: process.execPath,
      args: [
        ...['--disable-warning=ExperimentalWarning', PROGRAM],
        ...['--data', join(folder, 'data'), '--host', address, '--port', String(port)],
        ...['--proxies', base.address, '--log', 'warn', ...music.flatMap((path) => ['--music', path])],
        ...(options.sender === 'nginx' ? ['--accel', '/internal/'] : []),
        ...(options.args ?? []),
      ],
      env: environment(options.owner, { databaseUrl, redisUrl }),
      port,
      ready: /listens on \S+\n/,
      spawn,
    }).then((server) => opened.use(server))
  const servers = await allOrNone(workerPlaces.map(start))
  const workers = await Promise.all(
    servers.map(async (server, nth) => {
      const place = workerPlaces[nth]
      const host = hosts.workers[nth]
      if (!place || !host) throw new Error('A worker has no place')
      return Object.assign(server, { baseUrl: await host.urlOf(place.port, opened) })
    }),
  )
  const nginx = opened.use(
    await startNginx({
      workers: workerPlaces.map(({ address, port }) => `${address}:${port}`),
      host: options.host ?? base.address,
      spawn: base.spawn,
      ...(options.sender === 'nginx' && { music: music[0] }),
      ...(options.port !== undefined && { port: options.port }),
    }),
  )
  const baseUrl = await base.urlOf(nginx.port, opened)
  const cluster: Omit<Cluster, keyof AsyncDisposable> = {
    baseUrl,
    workers,
    postgres,
    redis,
    nginx,
    databaseUrl,
    redisUrl,
    ownerLink: ownerLink(workers, baseUrl),
    async client(url = baseUrl) {
      const accessToken = await signedIn(url, options.owner ?? HUB_OWNER)
      const hub = connect({ baseUrl: url, token: () => accessToken })
      await hub.readMe()
      return hub
    },
  }
  const running = opened.move()
  return { ...cluster, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

/** Waits for all of them, so that what was started is known when one fails. */
async function allOrNone<T>(starts: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(starts)
  return Promise.all(starts)
}

/** Waits until the music of a new installation is in its library, and answers with how many tracks there are. */
export function scanned(hub: Hub, tracks: number): Promise<number> {
  return until('the music is scanned', async () => {
    const { items } = await hub.library.tracks({ limit: 200 })
    return items.length >= tracks && items.length
  })
}

interface Host {
  readonly address: string
  readonly spawn: typeof spawnOwned
  /** Where this process finds a port of that host. */
  urlOf(port: number, opened: AsyncDisposableStack): Promise<string>
}

function standing({ workers = 3, network, host }: ClusterOptions): {
  readonly base: Host
  readonly workers: readonly Host[]
} {
  if (!network) {
    const here: Host = {
      address: LOOPBACK,
      spawn: spawnOwned,
      urlOf: async (port) => `http://${host === undefined || host === '0.0.0.0' ? LOOPBACK : host}:${port}`,
    }
    return { base: here, workers: Array.from({ length: workers }, () => here) }
  }
  const [base, ...others] = network.hosts.map(
    (name): Host => ({
      address: network.address(name),
      spawn: (command, args, settings) => network.run(name, command, args, settings),
      async urlOf(port, opened) {
        const way: Reach = opened.use(await reach(network, { from: name, to: name, port }))
        return way.url
      },
    }),
  )
  if (!base || others.length === 0) throw new RangeError('A network for a cluster has two hosts or more')
  return { base, workers: others }
}

/** Asks Postgres from where it stands. */
async function withDatabase(
  postgres: PostgresServer,
  hosts: ReturnType<typeof standing>,
  opened: AsyncDisposableStack,
): Promise<(sql: string) => Promise<unknown>> {
  if (hosts.base.address === LOOPBACK) {
    return (sql) =>
      postgres.query(sql).catch((error: unknown) => {
        if ((error as { readonly code?: string }).code !== DUPLICATE_DATABASE) throw error
      })
  }
  const url = new URL(await hosts.base.urlOf(postgres.server.port, opened))
  return (sql) => postgres.query(sql, Number(url.port))
}

const DUPLICATE_DATABASE = '42P04'

async function madeMusic(folder: string, tracks: readonly AlbumTrack[] = TRACKS): Promise<string> {
  const music = join(folder, 'music')
  await makeMusic(music, tracks)
  return music
}

const TRACKS: readonly AlbumTrack[] = ['One', 'Two', 'Three', 'Four'].map((title) => ({
  title,
  durationMs: 200_000,
}))

function environment(
  owner: ClusterOptions['owner'],
  { databaseUrl, redisUrl }: Pick<Cluster, 'databaseUrl' | 'redisUrl'>,
): Readonly<Record<string, string>> {
  const { PATH = '', HOME = '' } = process.env
  const { username, password } = owner ?? HUB_OWNER
  return {
    PATH,
    HOME,
    NODE_COMPILE_CACHE: codeCache(),
    BATON_MQTT_PORT: 'off',
    BATON_DATABASE: databaseUrl,
    BATON_REDIS: redisUrl,
    ...(owner !== null && { BATON_OWNER: username, BATON_OWNER_PASSWORD: password }),
  }
}

function ownerLink(workers: readonly ClusterWorker[], baseUrl: string): string | null {
  for (const worker of workers) {
    const [, rest] = /Create the owner here, once: http:\/\/[^/]+(\S+)/.exec(worker.output()) ?? []
    if (rest) return baseUrl + rest
  }
  return null
}
