import { randomUUID } from 'node:crypto'
import { after, before } from 'node:test'
import { libraryStoreContract } from '../../../../testing/src/contracts/library-store.ts'
import { type PostgresServer, startPostgres } from '../../../../testing/src/servers/postgres.ts'
import { openPostgres } from './database.ts'
import { sqlLibraryStore } from './library-store.ts'
import { migrate } from './migrator.ts'

let server: PostgresServer
before(async () => {
  server = await startPostgres()
})
after(() => server[Symbol.asyncDispose]())

libraryStoreContract({
  name: 'Postgres',
  async open() {
    const database = openPostgres({ url: await server.createDatabase(), max: 4 })
    await Promise.all([migrate(database), migrate(database)])
    const library = sqlLibraryStore(database, { newId: randomUUID, wallMs: Date.now })
    return { library, [Symbol.asyncDispose]: database.close }
  },
})
