import { type SqlDatabase, sqlViewRecords } from '../../../hub/src/stores/sql/index.ts'
import type { ViewRecordsWorld } from './view-records.ts'

/** On an open, migrated database; `close` is done at the end. */
export async function viewRecordsWorld(
  database: SqlDatabase,
  close: () => Promise<void>,
): Promise<ViewRecordsWorld> {
  let failing: number | null = null
  let statements = 0
  const records = sqlViewRecords(database, {
    beforeStatement() {
      statements++
      if (statements === failing) throw new Error('It was to fail here')
    },
  })
  const others = sqlViewRecords(database)
  return {
    records,
    others,
    failAt(nth) {
      const before = statements
      failing = nth
      statements = 0
      return before
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([records.close(), others.close()])
      await close()
    },
  }
}
