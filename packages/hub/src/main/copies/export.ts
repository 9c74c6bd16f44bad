import { existsSync } from 'node:fs'
import {
  appliedMigrations,
  rowCount,
  type SqlDatabase,
  tableShapes,
  tablesOf,
  withSnapshot,
} from '#stores/sql'
import hub from '../../../package.json' with { type: 'json' }
import { UsageError } from '../config/config.ts'
import { EXPORT_FORMAT, type Written, writeExport } from './export-file.ts'
import type { Progress } from './progress.ts'

/** Every row of the hub as it is at one instant, in a file of its own; media are left where they are. Rule O8. */
export async function exportTo(path: string, database: SqlDatabase, progress: Progress): Promise<Written> {
  if (existsSync(path)) throw new UsageError(`${path} is there already. Choose another name.`)
  return withSnapshot(database, async (connection) => {
    const shapes = await tableShapes(connection)
    const tables = []
    for (const shape of shapes) tables.push({ ...shape, rows: await rowCount(connection, shape) })
    progress.expect(tables.reduce((total, { rows }) => total + rows, 0))
    const head = {
      baton: 'export',
      format: EXPORT_FORMAT,
      version: hub.version,
      at: new Date().toISOString(),
      migrations: await appliedMigrations(connection),
      tables,
    } as const
    return writeExport(path, head, tablesOf(connection), progress)
  })
}
