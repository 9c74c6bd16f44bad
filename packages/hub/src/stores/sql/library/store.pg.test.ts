import { randomUUID } from 'node:crypto'
import { after, before } from 'node:test'
import { libraryAlbumsContract } from '../../../../../testing/src/contracts/library/albums.ts'
import { filePartsContract } from '../../../../../testing/src/contracts/library/file-parts.ts'
import { fittingTracksContract } from '../../../../../testing/src/contracts/library/fitting.ts'
import { libraryStoreContract } from '../../../../../testing/src/contracts/library/library-store.ts'
import { listedTracksContract } from '../../../../../testing/src/contracts/library/listed.ts'
import { listenedRowsIn } from '../../../../../testing/src/contracts/library/listened-rows.ts'
import { movedFilesContract } from '../../../../../testing/src/contracts/library/moved-files.ts'
import { librarySearchContract } from '../../../../../testing/src/contracts/library/search.ts'
import { libraryViewsContract } from '../../../../../testing/src/contracts/library/views.ts'
import { type SharedPostgres, sharedPostgres } from '../../../../../testing/src/machine/shared-servers.ts'
import { migrate } from '../migrations/migrate.ts'
import { openPostgres } from '../runtime/open-postgres.ts'
import { sqlLibraryStore } from './store.ts'
import { libraryReader } from './threads.ts'

let server: SharedPostgres
before(async () => {
  server = await sharedPostgres()
})
after(() => server[Symbol.asyncDispose]())

libraryStoreContract({ name: 'Postgres', open })
libraryAlbumsContract({ name: 'Postgres', open })
filePartsContract({ name: 'Postgres', open })
movedFilesContract({ name: 'Postgres', open })
librarySearchContract({ name: 'Postgres', open })
libraryViewsContract({ name: 'Postgres', open })
listedTracksContract({ name: 'Postgres', open })
fittingTracksContract({ name: 'Postgres', open })

/** The reads come from a thread of their own here, as they do in a hub. */
async function open() {
  const url = await server.createDatabase()
  const database = openPostgres({ url, max: 4 })
  await Promise.all([migrate(database), migrate(database)])
  const reads = libraryReader({ engine: 'postgres', url })
  let now = 1_000
  const library = sqlLibraryStore(database, { newId: randomUUID, wallMs: () => now++ }, reads)
  return {
    library,
    listened: await listenedRowsIn(database),
    async [Symbol.asyncDispose]() {
      await reads[Symbol.asyncDispose]()
      await database.close()
    },
  }
}
