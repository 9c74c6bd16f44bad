// Opens the database on Postgres: apart from SQLite, so that threads of a hub on SQLite do not load what they never use.
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Tables } from '../tables/tables.ts'
import { type SqlDatabase, sqlDatabase } from './database.ts'
import { tellingPool } from './postgres-failures.ts'

/** Of one worker. Postgres allows 100 by default: enough for seven workers. */
const CONNECTIONS_OF_WORKER = 10

export type PostgresOptions = {
  readonly url: string
  /** The certificate that the server's must be signed with. */
  readonly ca?: string | undefined
  /** The most connections this process opens. Missing: as many as a worker has. */
  readonly max?: number
  /** `endless`: for migrations, which may take long and wait for one another. */
  readonly patience?: 'usual' | 'endless'
  /** Told about connections that break while idle; the pool replaces them by itself. */
  readonly onIdleError?: (error: Error) => void
}

export function openPostgres({
  url,
  ca,
  max = CONNECTIONS_OF_WORKER,
  patience = 'usual',
  onIdleError = () => {},
}: PostgresOptions): SqlDatabase {
  const pool = new pg.Pool({
    ...server(url, ca),
    max,
    connectionTimeoutMillis: 5000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    pipeline: true,
    types: { getTypeParser: postgresParser },
    options: NOTICE_DEAD_CLIENTS,
    ...(patience === 'usual' && USUAL_PATIENCE),
  })
  pool.on('error', onIdleError)
  // One that breaks between two statements of a transaction is told by the next statement; unheard, it would end the process.
  pool.on('connect', (client) => client.on('error', () => {}))
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: tellingPool(pool) }) })
  return sqlDatabase(kysely, { engine: 'postgres', pool }, () =>
    kysely.destroy().then(() => (pool.ended ? undefined : pool.end())),
  )
}

/**
 * A worker that stands still inside a transaction is cut off before those who wait for its household give up. The
 * last one is this side's own: an answer that stays away this long never comes.
 */
const USUAL_PATIENCE = {
  idle_in_transaction_session_timeout: 3_000,
  lock_timeout: 5_000,
  statement_timeout: 15_000,
  query_timeout: 20_000,
}

/** Told to the server: what a worker held whose machine or network has gone is free again within seconds. */
const NOTICE_DEAD_CLIENTS =
  '-c tcp_user_timeout=8000 -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3'

/** With a certificate given, it is the one thing that counts; what the address says of TLS would go before it. */
function server(url: string, ca: string | undefined): Pick<pg.PoolConfig, 'connectionString' | 'ssl'> {
  if (ca === undefined) return { connectionString: url }
  const plain = new URL(url)
  for (const name of ['ssl', 'sslmode', 'sslrootcert']) plain.searchParams.delete(name)
  return { connectionString: plain.href, ssl: { ca, rejectUnauthorized: true } }
}

const INT8_OID = 20
const NUMERIC_OID = 1700

/** bigint and numeric (sums of bigints) arrive as text; both are numbers here, exact or refused. */
const postgresParser = ((oid: number, format?: 'text' | 'binary') => {
  if (oid === INT8_OID || oid === NUMERIC_OID) return exactNumber
  return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text')
}) as typeof pg.types.getTypeParser

function exactNumber(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new RangeError(`The integer ${text} is too large to be held exactly`)
  }
  return value
}
