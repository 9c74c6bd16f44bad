// The one database of an installation, on either engine, behind one Kysely face, and how it is opened on SQLite. What
// comes out is equal on both: instants are epoch milliseconds as numbers, JSON is text, booleans are 0 and 1.
import { Kysely, SqliteAdapter, type SqliteDatabase, SqliteDialect } from 'kysely'
import type pg from 'pg'
import type { Tables } from '../tables/tables.ts'
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

/** `end` closes all connections. */
export function sqlDatabase(kysely: Kysely<Tables>, raw: RawDatabase, end: () => Promise<void>): SqlDatabase {
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= end()
    return closing
  }
  return { kysely, engine: raw.engine, raw, close, [Symbol.asyncDispose]: close }
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
