import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  appliedMigrations,
  type CopyConnection,
  CopyRefused,
  fill,
  knownMigrations,
  migrate,
  migrateUpTo,
  mustBeEmpty,
  resetLog,
  type SqlDatabase,
  type TableSum,
  withSnapshot,
  withTransaction,
} from '#stores/sql'
import { checkExport, readExport } from './export-file.ts'
import type { Progress } from './progress.ts'

export type Sums = ReadonlyMap<string, TableSum>

/** Fills an empty hub from an export, whole or not at all. What an older hub wrote is brought to this version. Rule O9. */
export async function importFrom(path: string, database: SqlDatabase, progress: Progress): Promise<Sums> {
  const { migrations, tables } = await checkExport(path, progress.signal)
  const known = knownMigrations()
  if (migrations.length === 0 || migrations.some((name, at) => known[at] !== name)) {
    throw new CopyRefused('The export is of a newer hub. Update this one first.')
  }
  await migrateUpTo(database, migrations.at(-1) ?? '')
  const applied = await withSnapshot(database, appliedMigrations)
  if (applied.length > migrations.length) {
    await withSnapshot(database, mustBeEmpty)
    throw new CopyRefused(
      'The target was begun by a newer hub than the export. Give a folder or a database in which nothing is.',
    )
  }
  progress.expect(tables.reduce((total, { rows }) => total + rows, 0))
  const sums = await withTransaction(database, async (connection) => {
    const filled = await fill(connection, readExport(path), progress)
    await settle(connection)
    return filled
  })
  await migrate(database)
  return sums
}

/** What makes a copy a hub of its own: see `resetLog`. */
export function settle(connection: CopyConnection): Promise<void> {
  return resetLog(connection, { newEpoch: () => randomBytes(8).toString('hex'), wallMs: Date.now() })
}

/** Pictures are no rows: where they were left behind, the next scan reads every file once more. */
export async function readFilesAnew(databasePath: string, connection: CopyConnection): Promise<void> {
  if (existsSync(join(dirname(databasePath), 'covers'))) return
  await connection.ask('update library_tracks set mtime_ms = -1')
}
