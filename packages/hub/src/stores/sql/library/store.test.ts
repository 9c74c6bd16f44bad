import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { libraryAlbumsContract } from '../../../../../testing/src/contracts/library/albums.ts'
import { filePartsContract } from '../../../../../testing/src/contracts/library/file-parts.ts'
import { fittingTracksContract } from '../../../../../testing/src/contracts/library/fitting.ts'
import { libraryStoreContract } from '../../../../../testing/src/contracts/library/library-store.ts'
import { listedTracksContract } from '../../../../../testing/src/contracts/library/listed.ts'
import { listenedRowsIn } from '../../../../../testing/src/contracts/library/listened-rows.ts'
import { movedFilesContract } from '../../../../../testing/src/contracts/library/moved-files.ts'
import { librarySearchContract } from '../../../../../testing/src/contracts/library/search.ts'
import { libraryViewsContract } from '../../../../../testing/src/contracts/library/views.ts'
import { migrate } from '../migrations/migrate.ts'
import { openSqlite } from '../runtime/database.ts'
import { sqlLibraryStore } from './store.ts'
import { libraryReader, libraryWriter } from './threads.ts'

libraryStoreContract({ name: 'SQLite', open })
libraryAlbumsContract({ name: 'SQLite', open })
filePartsContract({ name: 'SQLite', open })
movedFilesContract({ name: 'SQLite', open })
librarySearchContract({ name: 'SQLite', open })
libraryViewsContract({ name: 'SQLite', open })
listedTracksContract({ name: 'SQLite', open })
fittingTracksContract({ name: 'SQLite', open })
libraryStoreContract({ name: 'SQLite, read and written in threads of their own', open: openApart })
movedFilesContract({ name: 'SQLite, read and written in threads of their own', open: openApart })

async function open() {
  const database = openSqlite({ path: ':memory:', synchronous: 'off' })
  await migrate(database)
  let now = 1_000
  const library = sqlLibraryStore(database, { newId: randomUUID, wallMs: () => now++ })
  return { library, listened: await listenedRowsIn(database), [Symbol.asyncDispose]: database.close }
}

/** As a hub has it. */
async function openApart() {
  const folder = await mkdtemp(join(tmpdir(), 'baton-library-store-'))
  const source = { engine: 'sqlite', path: join(folder, 'baton.db') } as const
  const database = openSqlite({ path: source.path, synchronous: 'off' })
  await migrate(database)
  const reads = libraryReader(source)
  const writes = libraryWriter(source, database)
  return {
    library: sqlLibraryStore(database, { newId: randomUUID, wallMs: Date.now }, reads, writes),
    listened: await listenedRowsIn(database),
    async [Symbol.asyncDispose]() {
      await reads[Symbol.asyncDispose]()
      await writes[Symbol.asyncDispose]()
      await database.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
