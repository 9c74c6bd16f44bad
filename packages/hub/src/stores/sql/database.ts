// Opens the one database of an installation, on either engine, behind one Kysely face. What comes out is equal on
// both: instants are epoch milliseconds as numbers, JSON is text, booleans are 0 and 1.
import { Kysely, PostgresDialect, SqliteAdapter, type SqliteDatabase, SqliteDialect } from 'kysely'
import pg from 'pg'
import { openSqliteFacade } from './sqlite-facade.ts'
import type { Tables } from './tables.ts'

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
  readonly synchronous: 'full' | 'off'
  readonly readOnly?: boolean
}

export type PostgresOptions = {
  readonly url: string
  /** The most connections this process opens. */
  readonly max: number
  /** Told about connections that break while idle; the pool replaces them by itself. */
  readonly onIdleError?: (error: Error) => void
}

export function openSqlite({ path, synchronous, readOnly = false }: SqliteOptions): SqlDatabase {
  const database = openSqliteFacade({ path, synchronous, readOnly })
  const kysely = new Kysely<Tables>({ dialect: new TransactionalSqliteDialect({ database }) })
  // Kysely closes only what it has used at least once; a database that was opened and left alone is closed here.
  const openReader = () =>
    path === ':memory:' ? null : openSqliteFacade({ path, synchronous, readOnly: true })
  return sqlDatabase(kysely, { engine: 'sqlite', writer: database, openReader }, () =>
    kysely.destroy().then(() => database.close()),
  )
}

export function openPostgres({ url, max, onIdleError = () => {} }: PostgresOptions): SqlDatabase {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 5000,
    idle_in_transaction_session_timeout: 10_000,
    lock_timeout: 5000,
    keepAlive: true,
    pipeline: true,
    types: { getTypeParser: postgresParser },
  })
  pool.on('error', onIdleError)
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  return sqlDatabase(kysely, { engine: 'postgres', pool }, () =>
    kysely.destroy().then(() => (pool.ended ? undefined : pool.end())),
  )
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
