// One Postgres and one Redis serve a whole run of tests: `npm test` starts them and says in the environment where they
// are. A test file that runs by itself starts its own. Whoever kills, freezes or sets up a server takes one for that
// (startPostgres, startRedis): nobody here may disturb the others.
import { createClient } from 'redis'
import { databasesOf, type PostgresServer, startPostgres } from './postgres.ts'
import { redisUrl, startRedis } from './redis.ts'

/** Forgets at its end the databases that were created through it. */
export type SharedPostgres = Pick<PostgresServer, 'url' | 'createDatabase' | 'query'> & AsyncDisposable

/** Where nothing lies yet. What is published on it, everybody hears who listens to the same channel. */
export type SharedRedis = { readonly url: string } & AsyncDisposable

const OF_THE_RUN = { postgres: 'BATON_TEST_POSTGRES', redis: 'BATON_TEST_REDIS' } as const

export async function sharedPostgres(): Promise<SharedPostgres> {
  const url = process.env[OF_THE_RUN.postgres]
  return url === undefined ? startPostgres() : databasesOf(url)
}

export async function sharedRedis(): Promise<SharedRedis> {
  const url = process.env[OF_THE_RUN.redis]
  if (url === undefined) {
    const server = await startRedis()
    return { url: redisUrl(server), [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
  }
  // Redis numbers its databases, and so does the runner the places where files run beside each other.
  const own = new URL(url)
  own.pathname = `/${process.env.BATON_TEST_PLACE ?? 0}`
  const client = await createClient({ url: own.href }).connect()
  await client.flushDb()
  client.destroy()
  return { url: own.href, async [Symbol.asyncDispose]() {} }
}

export interface ServersOfARun extends AsyncDisposable {
  /** What the test files of the run are to find in their environment. */
  readonly env: Readonly<Record<string, string>>
}

/** Many files use them at once: more connections than one hub has. */
const CONNECTIONS = 400

export async function startServersOfARun(wanted: {
  readonly postgres: boolean
  readonly redis: boolean
}): Promise<ServersOfARun> {
  await using opened = new AsyncDisposableStack()
  const env: Record<string, string> = {}
  if (wanted.postgres) {
    const settings = [`max_connections=${CONNECTIONS}`, 'shared_buffers=128MB']
    env[OF_THE_RUN.postgres] = opened.use(await startPostgres({ settings })).url
  }
  if (wanted.redis) env[OF_THE_RUN.redis] = redisUrl(opened.use(await startRedis()))
  const running = opened.move()
  return { env, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
