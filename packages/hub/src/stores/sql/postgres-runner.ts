// Postgres orders the transactions of a household by a lock on its row. Within one process they wait for each other
// here, so that a busy household holds one connection and not all of them.
import { BatonError } from '@baton/protocol'
import type pg from 'pg'
import type { SqlDatabase } from './database.ts'
import { kindOf, unavailable } from './postgres-failures.ts'
import { MAX_WAITING, type Runner, type StoreHooks } from './runner.ts'
import { type Answer, runInTurn, type Script, type Statement } from './script.ts'

const MAX_ATTEMPTS = 3

export function postgresRunner(database: SqlDatabase, { beforeStatement }: StoreHooks): Runner {
  if (database.raw.engine !== 'postgres') throw new TypeError('This database is not Postgres')
  const { pool } = database.raw
  const lanes = new Map<string, Promise<unknown>>()
  let waiting = 0
  let closed = false

  return {
    async write<T>(lane: string, script: () => Script<T>): Promise<T> {
      if (closed) throw new BatonError('hub.draining')
      if (waiting >= MAX_WAITING) throw new BatonError('hub.busy')
      waiting++
      const turn = (lanes.get(lane) ?? Promise.resolve()).then(() =>
        attempts(() => transaction(pool, 'begin', script, beforeStatement)),
      )
      const settled = turn.then(
        () => {},
        () => {},
      )
      lanes.set(lane, settled)
      try {
        return await turn
      } finally {
        waiting--
        if (lanes.get(lane) === settled) lanes.delete(lane)
      }
    },
    async read(script) {
      if (closed) throw new BatonError('hub.draining')
      return attempts(() => transaction(pool, 'begin isolation level repeatable read read only', script))
    },
    async close() {
      closed = true
      await Promise.all(lanes.values())
    },
  }
}

async function transaction<T>(
  pool: pg.Pool,
  begin: string,
  script: () => Script<T>,
  beforeStatement?: (sql: string) => void,
): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw new NothingCommitted(error)
  })
  let broken: Error | undefined
  const onError = (error: Error) => {
    broken = error
  }
  client.on('error', onError)
  try {
    const value = await uncommitted(async () => {
      // Sent with the first step, and waited for with it: a failure to begin fails that step as well.
      const begun = client.query(begin)
      const [value] = await Promise.all([
        runInTurn(script(), (statement) => {
          beforeStatement?.(statement.sql)
          return executeOn(client, statement)
        }),
        begun,
      ])
      return value
    })
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

/** Whatever fails in here, nothing of it was committed. */
async function uncommitted<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new NothingCommitted(error)
  }
}

/** A failure before the commit was sent. Once it was, an answer that stays away leaves the outcome unknown. */
class NothingCommitted extends Error {
  constructor(cause: unknown) {
    super('Nothing was committed', { cause })
  }
}

async function attempts<T>(attempt: () => Promise<T>): Promise<T> {
  for (let nth = 1; ; nth++) {
    try {
      return await attempt()
    } catch (error) {
      const cause = error instanceof NothingCommitted ? error.cause : error
      const kind = kindOf(cause)
      if (kind === 'mistake') throw cause
      const repeatable = kind === 'conflict' || (kind === 'connection' && error instanceof NothingCommitted)
      if (!repeatable || nth === MAX_ATTEMPTS) throw unavailable(cause)
    }
  }
}

async function executeOn(client: pg.PoolClient, { sql, parameters }: Statement): Promise<Answer> {
  const { name, text } = prepared(sql)
  const { rows, rowCount } = await client.query({ name, text, values: [...parameters] })
  return { rows, changed: rowCount ?? 0 }
}

const known = new Map<string, { readonly name: string; readonly text: string }>()

/** Texts are few and fixed, so each is prepared once per connection, under a number. */
function prepared(sql: string): { readonly name: string; readonly text: string } {
  const found = known.get(sql)
  if (found) return found
  let nth = 0
  const statement = { name: `baton_${known.size}`, text: sql.replaceAll('?', () => `$${++nth}`) }
  known.set(sql, statement)
  return statement
}
