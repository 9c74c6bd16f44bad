import { viewRecordsContract } from '@baton/testing/contracts/view-records'
import { viewRecordsWorld } from '@baton/testing/contracts/view-records-world'
import { migrate } from '../migrations/migrate.ts'
import { openSqlite } from '../runtime/database.ts'

viewRecordsContract({
  name: 'SQLite',
  async open() {
    const database = openSqlite({ path: ':memory:', synchronous: 'off' })
    await migrate(database)
    return viewRecordsWorld(database, () => database.close())
  },
})
