import { randomUUID } from 'node:crypto'
import { libraryStoreContract } from '../../../../testing/src/contracts/library-store.ts'
import { libraryViewsContract } from '../../../../testing/src/contracts/library-views.ts'
import { deedsIn } from '../../../../testing/src/library/deeds.ts'
import { openSqlite } from './database.ts'
import { sqlLibraryStore } from './library-store.ts'
import { migrate } from './migrator.ts'

libraryStoreContract({ name: 'SQLite', open })
libraryViewsContract({ name: 'SQLite', open })

async function open() {
  const database = openSqlite({ path: ':memory:', synchronous: 'off' })
  await migrate(database)
  let now = 1_000
  const library = sqlLibraryStore(database, { newId: randomUUID, wallMs: () => now++ })
  return { library, deeds: await deedsIn(database), [Symbol.asyncDispose]: database.close }
}
