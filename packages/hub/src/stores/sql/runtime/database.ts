// Opens the one database of an installation, on either engine, behind one Kysely face. What comes out is equal on
// both: instants are epoch milliseconds as numbers, JSON is text, booleans are 0 and 1.
import { Kysely, PostgresDialect, SqliteAdapter, type SqliteDatabase, SqliteDialect } from 'kysely'
import pg from 'pg'
import type { Tables } from '../tables/tables.ts'
import { tellingPool } from './postgres-failures.ts'
import { openSqliteFacade } from './sqlite-facade.ts'

export type SqlEngine = 'sqlite' | 'postgres'

export interface SqlDatabase extends AsyncDisposable {
  readonly kysely: Kysely<Tables>
  readonly engine: SqlEngine
  /** Below Kysely, for the store's transactions only. */
  readonly raw: RawDatabase
  /** Waits for what is running and closes every connection. Closing twice is allowed. */
  close(): Promise<void>
}

export type RawDatabase =
  | {
      readonly engine: 'sqlite'
      /** The one connection that writes. Only whoever holds Kysely's connection may use it. */
      readonly writer: SqliteDatabase
      /** A connection that reads what is committed, beside the writer; null where the data lives in the writer only. */
      openReader(): SqliteDatabase | null
    }
  | { readonly engine: 'postgres'; readonly pool: pg.Pool }

export type SqliteOptions = {
  /** A file, or `:memory:`. */
  readonly path: string
  readonly synchronous: 'full' | 'normal' | 'off'
  readonly readOnly?: boolean
  readonly cacheMb?: number
}

const USUAL_CACHE_MB = 16

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

export function openSqlite({
  path,
  synchronous,
  readOnly = false,
  cacheMb = USUAL_CACHE_MB,
}: SqliteOptions): SqlDatabase {
  const database = openSqliteFacade({ path, synchronous, readOnly, cacheMb })
  const kysely = new Kysely<Tables>({ dialect: new TransactionalSqliteDialect({ database }) })
  // Kysely closes only what it has used at least once; a database that was opened and left alone is closed here.
  const openReader = () =>
    path === ':memory:' ? null : openSqliteFacade({ path, synchronous, readOnly: true, cacheMb })
  return sqlDatabase(kysely, { engine: 'sqlite', writer: database, openReader }, () =>
    kysely.destroy().then(() => database.close()),
  )
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

function sqlDatabase(kysely: Kysely<Tables>, raw: RawDatabase, end: () => Promise<void>): SqlDatabase {
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= end()
    return closing
  }
  return { kysely, engine: raw.engine, raw, close, [Symbol.asyncDispose]: close }
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

class TransactionalSqliteDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter()
  }
}

/** SQLite rolls schema changes back like any other change, so a migration is done whole or not at all. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}
