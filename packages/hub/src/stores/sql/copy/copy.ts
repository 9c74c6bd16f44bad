// Fills an empty database from tables of another, and trusts nothing: what was written is read back, row by row,
// before any of it counts. Rules O9 and O10 in docs/protocol/operations.md.
import { INSTALLATION } from '@baton/protocol'
import type { CopiedRow, CopyConnection, TableShape } from './copy-connection.ts'
import { tableShapes } from './table-shapes.ts'
import { isSameSum, type TableSum, tableSum } from './table-sum.ts'

export interface TableCopy {
  readonly shape: TableShape
  readonly rows: AsyncIterable<readonly CopiedRow[]>
}

export interface CopyWatch {
  /** Stops between two parts; nothing of the copy is left. */
  readonly signal: AbortSignal
  readonly onRows?: (table: string, rows: number) => void
}

/** What cannot be copied as it is: a sentence for people. */
export class CopyRefused extends Error {}

/** The one table that a hub without an owner has something in: the set-up code that it printed. */
const BEFORE_THE_OWNER = 'account_setup'

export async function mustBeEmpty(target: CopyConnection): Promise<void> {
  for (const { name } of await tableShapes(target)) {
    if (name === BEFORE_THE_OWNER) continue
    const rest = name === 'household' ? ` where id <> '${INSTALLATION}'` : ''
    const [row] = await target.ask(`select 1 as yes from "${name}"${rest} limit 1`)
    if (row) throw new CopyRefused('There is a hub in the target already. Only an empty one can be filled.')
  }
}

/** Call it in a transaction: it throws where anything is not as it was. Answers with what each table holds now. */
export async function fill(
  target: CopyConnection,
  tables: AsyncIterable<TableCopy>,
  { signal, onRows }: CopyWatch,
): Promise<ReadonlyMap<string, TableSum>> {
  await mustBeEmpty(target)
  const shapes = new Map((await tableShapes(target)).map((shape) => [shape.name, shape]))
  await target.ask(`delete from ${BEFORE_THE_OWNER}`)
  // The copy brings its own, and with it the log that crosses its households.
  await target.ask(`delete from household where id = '${INSTALLATION}'`)
  const sums = new Map<string, TableSum>()
  for await (const { shape, rows } of tables) {
    const own = shapes.get(shape.name)
    if (!own || own.columns.join() !== shape.columns.join()) {
      throw new CopyRefused(`The table ${shape.name} is another one here. Both sides need the same version.`)
    }
    const given = tableSum()
    for await (const part of rows) {
      signal.throwIfAborted()
      await target.insert(shape, part)
      for (const row of part) given.add(row)
      onRows?.(shape.name, given.value.rows)
    }
    const found = await sumOf(target, shape, signal)
    if (!isSameSum(given.value, found)) {
      throw new Error(`The table ${shape.name} reads other than it was written; nothing was kept`)
    }
    sums.set(shape.name, found)
  }
  return sums
}

export async function sumOf(
  connection: CopyConnection,
  shape: TableShape,
  signal: AbortSignal,
): Promise<TableSum> {
  const sum = tableSum()
  for await (const part of connection.read(shape)) {
    signal.throwIfAborted()
    for (const row of part) sum.add(row)
  }
  return sum.value
}

/** Every table of a snapshot, to fill another database with. */
export async function* tablesOf(source: CopyConnection): AsyncIterable<TableCopy> {
  for (const shape of await tableShapes(source)) yield { shape, rows: source.read(shape) }
}

/** Does a worker hold a lease? Then a hub runs on this database, or was killed a moment ago. */
export async function isInUse(connection: CopyConnection): Promise<boolean> {
  const now =
    connection.engine === 'sqlite'
      ? `unixepoch('subsec') * 1000`
      : `extract(epoch from clock_timestamp()) * 1000`
  const [row] = await connection.ask(`select 1 as yes from lease where until > ${now} limit 1`)
  return row !== undefined
}

export async function appliedMigrations(connection: CopyConnection): Promise<readonly string[]> {
  const rows = await connection.ask('select name from kysely_migration order by name')
  return rows.map(({ name }) => String(name))
}

export async function rowCount(connection: CopyConnection, { name }: TableShape): Promise<number> {
  const [row] = await connection.ask(`select count(*) as count from "${name}"`)
  return Number(row?.count ?? 0)
}
