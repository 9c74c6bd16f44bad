// One script as one transaction of Postgres, in as few round trips as it has steps: `begin` goes with the first, `commit`
// with the last. What became of it is found out also when the connection breaks while the commit is on its way.
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { kindOf } from './postgres-failures.ts'
import type { Answer, Script, Statement, Step } from './script.ts'

/** So long the database may be away before the outcome of a commit counts as unknown. */
const FIND_OUT_WITHIN_MS = 10_000
const ASK_AGAIN_MS = 100
/** Reads are short, and wait for nobody: one that is not answered by then hangs on a dead connection. */
const READ_WITHIN_MS = 3_000
const DIVISION_BY_ZERO = '22012'
const LOST = 'The connection broke during a commit, and its outcome is unknown'

/** A failure after which nothing was committed. After any other the outcome is unknown. */
export class NothingCommitted extends Error {
  constructor(cause: unknown) {
    super('Nothing was committed', { cause })
  }
}

/** A writing transaction begins with its number, by which its outcome can be asked for later. */
const BEGIN = {
  write: { text: 'begin; select pg_current_xact_id()::text as xid' },
  read: { text: 'begin isolation level repeatable read read only', query_timeout: READ_WITHIN_MS },
}

export async function transaction<T>(
  pool: pg.Pool,
  kind: keyof typeof BEGIN,
  script: Script<T>,
  beforeStatement?: (sql: string) => void,
): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw new NothingCommitted(error)
  })
  const { value, lost, xid } = await onClient(client, kind, script, beforeStatement)
  if (lost === null || kind === 'read') return value()
  if (await wasCommitted(pool, xid)) return value()
  throw new NothingCommitted(lost)
}

/** Gives the connection back in any case: a broken one is replaced, and another is asked what became of its commit. */
async function onClient<T>(
  client: pg.PoolClient,
  kind: keyof typeof BEGIN,
  script: Script<T>,
  beforeStatement?: (sql: string) => void,
) {
  let broken: Error | undefined
  const onError = (error: Error) => {
    broken = error
  }
  client.on('error', onError)
  const execute = (statement: Statement) => {
    beforeStatement?.(statement.sql)
    return executeOn(client, kind, statement)
  }
  try {
    // Waited for with the first step: a failure to begin fails that step as well.
    const begun = client.query(BEGIN[kind]).then(xidOf)
    const { value, commit } = await steps(client, script, execute, begun)
    const lost = await commit
    if (lost) broken ??= lost
    return { value, lost, xid: await begun }
  } catch (error) {
    const cause = error instanceof NothingCommitted ? error.cause : error
    if (kindOf(cause) === 'connection') broken ??= asError(cause)
    else {
      await client.query('rollback').catch((failure: unknown) => {
        broken ??= asError(failure)
      })
    }
    throw error
  } finally {
    client.off('error', onError)
    client.release(broken)
  }
}

/** `commit` was sent; it comes to null, or to why its answer stayed away. */
interface Committing<T> {
  readonly commit: Promise<Error | null>
  /** What the script comes to, once that is known to be committed. */
  value(): T
}

async function steps<T>(
  client: pg.PoolClient,
  script: Script<T>,
  execute: (statement: Statement) => Promise<Answer>,
  begun: Promise<unknown>,
): Promise<Committing<T>> {
  try {
    let step = script.next()
    while (!step.done) {
      const sent = Promise.all(step.value.statements.map(execute))
      if (step.value.last) return await lastStep(script, step.value, sent, client)
      const [answers] = await Promise.all([sent, begun])
      step = script.next(answers)
    }
    await begun
    const { value } = step
    return { commit: committed(client), value: () => value }
  } catch (error) {
    begun.catch(() => {})
    throw new NothingCommitted(error)
  }
}

/** The commit is on its way together with the statements: where one of them fails, Postgres makes a rollback of it. */
async function lastStep<T>(
  script: Script<T>,
  { statements }: Step,
  sent: Promise<readonly Answer[]>,
  client: pg.PoolClient,
): Promise<Committing<T>> {
  const commit = committed(client)
  const [answers, failure] = await Promise.all([sent.then(answered, asError), commit])
  const refused = answers instanceof Error && kindOf(answers) !== 'connection'
  if (refused) throw answers
  const lost = answers instanceof Error ? answers : failure
  const asTheyMustBe = statements.map(({ must }): Answer => ({ rows: [], changed: must?.change ?? 0 }))
  return {
    commit: Promise.resolve(lost),
    value() {
      const end = script.next(answers instanceof Error ? asTheyMustBe : answers)
      if (!end.done) throw new Error('A script went on after its last step')
      return end.value
    },
  }
}

function committed(client: pg.PoolClient): Promise<Error | null> {
  return client.query('commit').then(({ command }) => {
    return command === 'COMMIT' ? null : new Error('The transaction was rolled back')
  }, asError)
}

/** Asked anew until the database knows: a backend whose client is gone may still be at work. */
async function wasCommitted(pool: pg.Pool, xid: string | null): Promise<boolean> {
  const deadline = performance.now() + FIND_OUT_WITHIN_MS
  for (;;) {
    try {
      const { rows } = await pool.query('select pg_xact_status($1::xid8) as status', [xid])
      const [{ status = null } = {}] = rows as readonly { readonly status?: string | null }[]
      if (status === 'committed') return true
      if (status === 'aborted') return false
      if (status === null || performance.now() > deadline) throw new Error(LOST)
    } catch (error) {
      if (kindOf(error) === 'mistake' || performance.now() > deadline) throw error
    }
    await sleep(ASK_AGAIN_MS)
  }
}

async function executeOn(
  client: pg.PoolClient,
  kind: keyof typeof BEGIN,
  { sql, parameters, must }: Statement,
): Promise<Answer> {
  const { name, text } = prepared(sql, must?.change)
  try {
    const { rows, rowCount } = await client.query({
      name,
      text,
      values: must ? [...parameters, must.change] : [...parameters],
      ...(kind === 'read' && { query_timeout: READ_WITHIN_MS }),
    })
    return must ? { rows: [], changed: must.change } : { rows, changed: rowCount ?? 0 }
  } catch (error) {
    if (must && (error as { readonly code?: unknown }).code === DIVISION_BY_ZERO) throw must.otherwise()
    throw error
  }
}

const known = new Map<string, { readonly name: string; readonly text: string }>()

/**
 * Texts are few and fixed, so each is prepared once per connection, under a number. One that must change so many rows
 * fails inside the database when it does not, so that the commit that follows it at once commits nothing.
 */
function prepared(
  sql: string,
  mustChange: number | undefined,
): { readonly name: string; readonly text: string } {
  const key = mustChange === undefined ? sql : `${sql} must`
  const found = known.get(key)
  if (found) return found
  let nth = 0
  const numbered = sql.replaceAll('?', () => `$${++nth}`)
  const text =
    mustChange === undefined
      ? numbered
      : `with changed as (${numbered} returning 1)
        select 1 / cast(count(*) = cast($${++nth} as bigint) as integer) from changed`
  const statement = { name: `baton_${known.size}`, text }
  known.set(key, statement)
  return statement
}

function xidOf(results: unknown): string | null {
  const [, { rows: [{ xid = null } = {}] = [] } = {}] = (Array.isArray(results) ? results : []) as readonly {
    readonly rows?: readonly { readonly xid?: string | null }[]
  }[]
  return xid
}

function answered(answers: readonly Answer[]): readonly Answer[] | Error {
  return answers
}

function asError(failure: unknown): Error {
  return failure instanceof Error ? failure : new Error(String(failure))
}
