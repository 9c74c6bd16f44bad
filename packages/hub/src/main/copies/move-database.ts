import {
  CopyRefused,
  fill,
  migrate,
  rowCount,
  tableShapes,
  tablesOf,
  withSnapshot,
  withTransaction,
} from '#stores/sql'
import { nameOf, type Place } from '../config/command-settings.ts'
import { UsageError } from '../config/config.ts'
import { openToLeave, openToWrite } from './copy-places.ts'
import { type Sums, settle } from './import.ts'
import type { Progress } from './progress.ts'

/** Moves a hub that is stopped to another database, row by row; the former one stays as it is. Rule O10. */
export async function migrateTo(from: Place, to: Place, progress: Progress): Promise<Sums> {
  if (nameOf(from) === nameOf(to)) throw new UsageError('The hub is there already.')
  await using source = await openToLeave(from)
  await using target = await openToWrite(to)
  await migrate(target.database)
  return await withSnapshot(source.database, async (reading) => {
    const shapes = await tableShapes(reading)
    let rows = 0
    for (const shape of shapes) rows += await rowCount(reading, shape)
    if (rows === 0) throw new CopyRefused('There is nothing in this hub yet.')
    progress.expect(rows)
    return withTransaction(target.database, async (writing) => {
      const sums = await fill(writing, tablesOf(reading), progress)
      await settle(writing)
      return sums
    })
  })
}
