import { after, before, describe } from 'node:test'
import { displayStoreContract } from '@baton/testing/contracts/displays'
import { postgresPrograms } from '@baton/testing/machine/postgres'
import { type SharedPostgres, sharedPostgres } from '@baton/testing/machine/shared-servers'
import { migrate } from '../migrations/migrate.ts'
import type { SqlDatabase } from '../runtime/database.ts'
import { openPostgres } from '../runtime/open-postgres.ts'
import { sqlDisplays } from './displays.ts'

const skip = postgresPrograms() ? false : 'this machine has no Postgres server program'

describe('Postgres', { skip }, () => {
  let server: SharedPostgres | null = null
  let database: SqlDatabase | null = null
  before(async () => {
    server = await sharedPostgres()
    database = openPostgres({ url: await server.createDatabase(), max: 2 })
    await migrate(database)
  })
  after(async () => {
    await database?.close()
    await server?.[Symbol.asyncDispose]()
  })

  displayStoreContract({
    name: 'Postgres',
    async open() {
      if (!database) throw new Error('The server is not running')
      await database.kysely.deleteFrom('display_provision').execute()
      return { store: sqlDisplays(database), database, [Symbol.asyncDispose]: async () => {} }
    },
  })
})
