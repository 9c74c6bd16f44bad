import { randomUUID } from 'node:crypto'
import { libraryStoreContract } from '../../../../testing/src/contracts/library-store.ts'
import { openSqlite } from './database.ts'
import { sqlLibraryStore } from './library-store.ts'
import { migrate } from './migrator.ts'

libraryStoreContract({
  name: 'SQLite',
  async open() {
    const database = openSqlite({ path: ':memory:', synchronous: 'off' })
    await migrate(database)
    const library = sqlLibraryStore(database, { newId: randomUUID, wallMs: Date.now })
    return { library, [Symbol.asyncDispose]: database.close }
  },
})
