// Gives `node:sqlite` the interface that Kysely's SQLite dialect expects. Every write transaction takes the write lock at
// its beginning, so that two processes queue up instead of failing half way; rows are ordinary objects; an integer
// that JavaScript cannot hold exactly is an error and never a rounded number.
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite'
import { BoundedMap } from '@baton/protocol/bounded-map'
import type { SqliteDatabase, SqliteStatement } from 'kysely'

const STATEMENT_CACHE_SIZE = 256

export type SqliteFacadeOptions = {
  readonly path: string
  /** `full` survives a power cut; `normal` may lose the last commits to one; `off` is for tests. */
  readonly synchronous: 'full' | 'normal' | 'off'
  readonly readOnly: boolean
  /** Pages of the file that the connection keeps in memory. The system keeps them too. */
  readonly cacheMb: number
}

export function openSqliteFacade({
  path,
  synchronous,
  readOnly,
  cacheMb,
}: SqliteFacadeOptions): SqliteDatabase {
  const database = new DatabaseSync(path, { readOnly, timeout: 5000, enableForeignKeyConstraints: true })
  if (!readOnly) database.exec('pragma journal_mode = wal')
  database.exec(
    `pragma synchronous = ${synchronous}; pragma temp_store = memory; pragma cache_size = ${-1_000 * cacheMb}`,
  )

  const statements = new BoundedMap<string, SqliteStatement>({ most: STATEMENT_CACHE_SIZE })
  return {
    prepare(sql) {
      const known = statements.use(sql)
      if (known) return known
      const text = sql === 'begin' && !readOnly ? 'begin immediate' : sql
      const statement = statementFacade(database.prepare(text))
      statements.set(sql, statement)
      return statement
    },
    close() {
      statements.clear()
      if (database.isOpen) database.close()
    },
  }
}

type Values = readonly SQLOutputValue[]

/**
 * Rows come as bare values and are named here: the objects that `node:sqlite` makes itself take three times as long.
 * The names are asked once, for no table changes any more once its migrations are done.
 */
function statementFacade(statement: StatementSync): SqliteStatement {
  const names = statement.columns().map(({ name }) => name)
  statement.setReturnArrays(true)
  return {
    reader: names.length > 0,
    all: (parameters) => {
      const rows = statement.all(...parameters.map(bound)) as unknown as readonly Values[]
      return rows.map((values) => named(names, values))
    },
    run: (parameters) => statement.run(...parameters.map(bound)),
    *iterate(parameters) {
      for (const values of statement.iterate(...parameters.map(bound))) {
        yield named(names, values as unknown as Values)
      }
    },
  }
}

function named(names: readonly string[], values: Values): Record<string, unknown> {
  const row: Record<string, unknown> = {}
  for (let index = 0; index < names.length; index++) row[names[index] as string] = values[index]
  return row
}

function bound(value: unknown): SQLInputValue {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return value
  if (value instanceof Uint8Array) return value
  throw new TypeError(`A ${typeof value} cannot be stored; give epoch milliseconds or JSON text instead`)
}
