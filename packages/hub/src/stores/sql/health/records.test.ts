import { healthRecordsContract } from '@baton/testing/contracts/health-records'
import { migrate } from '../migrations/migrate.ts'
import { openSqlite } from '../runtime/database.ts'
import { sqlHealthRecords } from './records.ts'

healthRecordsContract({
  name: 'SQLite',
  async open() {
    const database = openSqlite({ path: ':memory:', synchronous: 'off' })
    await migrate(database)
    return { records: sqlHealthRecords(database), [Symbol.asyncDispose]: () => database.close() }
  },
})
