import { displayStoreContract } from '@baton/testing/contracts/displays'
import { migrate } from '../migrations/migrate.ts'
import { openSqlite } from '../runtime/database.ts'
import { sqlDisplays } from './displays.ts'

displayStoreContract({
  name: 'SQLite',
  async open() {
    const database = openSqlite({ path: ':memory:', synchronous: 'off' })
    await migrate(database)
    return { store: sqlDisplays(database), database, [Symbol.asyncDispose]: () => database.close() }
  },
})
