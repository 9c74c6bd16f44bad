// One connection of either engine for copying whole tables: reads in parts, so that memory does not grow with the
// library, and everything in one transaction, so that a copy is of one instant and is there whole or not at all.
import type { SqliteDatabase } from 'kysely'
import type pg from 'pg'
import type { SqlDatabase, SqlEngine } from '../runtime/database.ts'

export interface TableShape {
  readonly name: string
  /** In the order of their names, so that both engines and every version of a table say the same. */
  readonly columns: readonly string[]
}

/** In the order of the table's columns. */
export type CopiedRow = readonly (string | number | null)[]

export interface CopyConnection {
  readonly engine: SqlEngine
  ask(
    sql: string,
    parameters?: readonly (string | number)[],
  ): Promise<readonly Readonly<Record<string, unknown>>[]>
  /** All rows of the table, in no order, some hundreds at a time. */
  read(shape: TableShape): AsyncIterable<readonly CopiedRow[]>
  insert(shape: TableShape, rows: readonly CopiedRow[]): Promise<void>
}

export const ROWS_AT_ONCE = 500

/** Everything that `work` reads is of one instant, whatever a running hub writes meanwhile. */
export async function withSnapshot<T>(
  database: SqlDatabase,
  work: (connection: CopyConnection) => Promise<T>,
): Promise<T> {
  const { raw } = database
  if (raw.engine === 'postgres') {
    return inPostgres(raw.pool, 'begin isolation level repeatable read read only', work)
  }
  const reader = raw.openReader()
  if (reader === null) throw new TypeError('A database in memory has one connection only')
  try {
    return await inSqlite(reader, 'begin deferred', work)
  } finally {
    reader.close()
  }
}

/** Commits what `work` wrote when it is done, and takes all of it back when it throws. */
export function withTransaction<T>(
  database: SqlDatabase,
  work: (connection: CopyConnection) => Promise<T>,
): Promise<T> {
  const { raw } = database
  if (raw.engine === 'postgres') return inPostgres(raw.pool, 'begin', work)
  return database.kysely.connection().execute(() => inSqlite(raw.writer, 'begin immediate', work))
}

async function inSqlite<T>(
  connection: SqliteDatabase,
  begin: string,
  work: (connection: CopyConnection) => Promise<T>,
): Promise<T> {
  const command = (sql: string) => connection.prepare(sql).run([])
  command(begin)
  // Which row comes first does not matter until the end.
  if (begin !== 'begin deferred') command('pragma defer_foreign_keys = on')
  try {
    const value = await work(sqliteConnection(connection))
    command('commit')
    return value
  } catch (error) {
    command('rollback')
    throw error
  }
}

function sqliteConnection(connection: SqliteDatabase): CopyConnection {
  return {
    engine: 'sqlite',
    async ask(sql, parameters = []) {
      const statement = connection.prepare(sql)
      if (statement.reader) return statement.all(parameters) as readonly Record<string, unknown>[]
      statement.run(parameters)
      return []
    },
    async *read({ name, columns }) {
      const rows = connection.prepare(`select ${listed(columns)} from ${quoted(name)}`).iterate([])
      let part: CopiedRow[] = []
      for (const row of rows) {
        part.push(
          columns.map((column) => copiedValue((row as Record<string, unknown>)[column], name, column)),
        )
        if (part.length < ROWS_AT_ONCE) continue
        yield part
        part = []
        await new Promise((resolve) => setImmediate(resolve))
      }
      if (part.length > 0) yield part
    },
    async insert({ name, columns }, rows) {
      const places = columns.map(() => '?').join(', ')
      const insert = connection.prepare(`insert into ${quoted(name)} (${listed(columns)}) values (${places})`)
      for (const row of rows) insert.run(row)
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

async function inPostgres<T>(
  pool: pg.Pool,
  begin: string,
  work: (connection: CopyConnection) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  const onError = (error: Error) => {
    broken = error
  }
  client.on('error', onError)
  try {
    await client.query(begin)
    const value = await work(postgresConnection(client))
    await client.query('commit')
    return value
  } catch (error) {
    await client.query('rollback').catch((failure: unknown) => {
      broken ??= failure instanceof Error ? failure : new Error(String(failure))
    })
    throw error
  } finally {
    client.off('error', onError)
    client.release(broken)
  }
}

function postgresConnection(client: pg.PoolClient): CopyConnection {
  return {
    engine: 'postgres',
    async ask(sql, parameters = []) {
      let nth = 0
      const text = sql.replaceAll('?', () => `$${++nth}`)
      return (await client.query({ text, values: [...parameters] })).rows
    },
    async *read({ name, columns }) {
      await client.query(`declare copied no scroll cursor for select ${listed(columns)} from ${quoted(name)}`)
      try {
        for (;;) {
          const { rows } = await client.query(`fetch ${ROWS_AT_ONCE} from copied`)
          if (rows.length === 0) return
          yield (rows as readonly Record<string, unknown>[]).map((row) =>
            columns.map((column) => copiedValue(row[column], name, column)),
          )
        }
      } finally {
        await client.query('close copied').catch(() => {})
      }
    },
    async insert({ name, columns }, rows) {
      const objects = rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at]])))
      await client.query({
        text: `insert into ${quoted(name)} (${listed(columns)})
          select ${listed(columns)} from json_populate_recordset(null::${quoted(name)}, $1)`,
        values: [JSON.stringify(objects)],
      })
    },
  }
}

/** Texts, numbers and nothing are all that a table of the hub holds. */
function copiedValue(value: unknown, table: string, column: string): string | number | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'number') return value
  throw new TypeError(`${table}.${column} holds a ${typeof value}, which cannot be copied`)
}

function listed(columns: readonly string[]): string {
  return columns.map(quoted).join(', ')
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
