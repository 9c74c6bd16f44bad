// SQLite has one writer, and what costs is making a commit durable: so the transactions that are waiting share one.
// Each has a savepoint of its own, so that one that throws takes nothing but itself back.
import { BatonError } from '@baton/protocol'
import type { SqliteDatabase } from 'kysely'
import type { SqlDatabase } from './database.ts'
import { MAX_WAITING, type Runner, type StoreHooks } from './runner.ts'
import { type Answer, runAtOnce, type Script, type Statement } from './script.ts'

const MAX_SHARING = 64
/** A commit is not held back for more transactions once it has taken this long. */
const MAX_SHARED_MS = 10

interface Waiting {
  readonly script: () => Script<unknown>
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

export function sqliteRunner(database: SqlDatabase, { beforeStatement }: StoreHooks): Runner {
  if (database.raw.engine !== 'sqlite') throw new TypeError('This database is not SQLite')
  const { writer, openReader } = database.raw
  const waiting: Waiting[] = []
  let working: Promise<void> | null = null
  let closed = false
  let reader: SqliteDatabase | null = null

  const execute = (statement: Statement): Answer => {
    beforeStatement?.(statement.sql)
    return executeOn(writer, statement)
  }

  const work = async () => {
    while (waiting.length > 0) {
      await database.kysely.connection().execute(async () => commitTogether(writer, execute, waiting))
      await new Promise((resolve) => setImmediate(resolve))
    }
    working = null
  }

  const readWith = <T>(connection: SqliteDatabase, script: () => Script<T>): T => {
    command(connection, 'begin deferred')
    try {
      return runAtOnce(script(), (statement) => executeOn(connection, statement))
    } finally {
      command(connection, 'commit')
    }
  }

  return {
    async write<T>(_lane: string, script: () => Script<T>): Promise<T> {
      if (closed) throw new BatonError('hub.draining')
      if (waiting.length >= MAX_WAITING) throw new BatonError('hub.busy')
      return new Promise<T>((resolve, reject) => {
        waiting.push({ script, resolve: resolve as Waiting['resolve'], reject })
        working ??= work()
      })
    },
    async read(script) {
      if (closed) throw new BatonError('hub.draining')
      reader ??= openReader()
      const open = reader
      try {
        if (open) return readWith(open, script)
        return await database.kysely.connection().execute(async () => readWith(writer, script))
      } catch (error) {
        throw translated(error)
      }
    },
    async close() {
      closed = true
      await working
      reader?.close()
      reader = null
    },
  }
}

function commitTogether(
  writer: SqliteDatabase,
  execute: (statement: Statement) => Answer,
  waiting: Waiting[],
): void {
  const started = performance.now()
  const settle: (() => void)[] = []
  const taken: Waiting[] = []
  try {
    command(writer, 'begin immediate')
    while (taken.length < MAX_SHARING && performance.now() - started < MAX_SHARED_MS) {
      const next = waiting.shift()
      if (!next) break
      taken.push(next)
      settle.push(attempt(writer, execute, next))
    }
    command(writer, 'commit')
  } catch (error) {
    rollBack(writer)
    const failure = translated(error)
    if (taken.length === 0) taken.push(...waiting.splice(0, MAX_SHARING))
    for (const { reject } of taken) reject(failure)
    return
  }
  for (const tellCaller of settle) tellCaller()
}

/** Runs one transaction inside the shared one. What it came to is told only after the commit. */
function attempt(
  writer: SqliteDatabase,
  execute: (statement: Statement) => Answer,
  { script, resolve, reject }: Waiting,
): () => void {
  command(writer, 'savepoint one')
  try {
    const value = runAtOnce(script(), execute)
    command(writer, 'release one')
    return () => resolve(value)
  } catch (error) {
    command(writer, 'rollback to one')
    command(writer, 'release one')
    const failure = translated(error)
    return () => reject(failure)
  }
}

function executeOn(connection: SqliteDatabase, { sql, parameters }: Statement): Answer {
  const statement = connection.prepare(sql)
  if (statement.reader) return { rows: statement.all(parameters) as Answer['rows'], changed: 0 }
  return { rows: [], changed: Number(statement.run(parameters).changes) }
}

function command(connection: SqliteDatabase, sql: string): void {
  connection.prepare(sql).run([])
}

function rollBack(writer: SqliteDatabase): void {
  try {
    command(writer, 'rollback')
  } catch {
    // SQLite has rolled back by itself, or there was nothing to roll back.
  }
}

const SQLITE_CONSTRAINT = 19

/** A broken constraint is a mistake in the hub; whatever else SQLite reports means that the store is out of order. */
function translated(error: unknown): unknown {
  const isSqlite = error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
  if (!isSqlite || (Number(error.errcode) & 0xff) === SQLITE_CONSTRAINT) return error
  return new BatonError('store.unavailable', undefined, { cause: error })
}
