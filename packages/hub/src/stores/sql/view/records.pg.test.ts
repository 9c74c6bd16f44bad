import { after, before, describe } from 'node:test'
import { viewRecordsContract } from '@baton/testing/contracts/view-records'
import { viewRecordsWorld } from '@baton/testing/contracts/view-records-world'
import { postgresPrograms } from '@baton/testing/machine/postgres'
import { type SharedPostgres, sharedPostgres } from '@baton/testing/machine/shared-servers'
import { migrate } from '../migrations/migrate.ts'
import type { SqlDatabase } from '../runtime/database.ts'
import { openPostgres } from '../runtime/open-postgres.ts'

const skip = postgresPrograms() ? false : 'this machine has no Postgres server program'
const TABLES = ['display', 'mark', 'event', 'public', 'seen', 'day', 'total', 'round'] as const

describe('Postgres', { skip }, () => {
  let server: SharedPostgres | null = null
  let database: SqlDatabase | null = null
  before(async () => {
    server = await sharedPostgres()
    database = openPostgres({ url: await server.createDatabase(), max: 4 })
    await migrate(database)
  })
  after(async () => {
    await database?.close()
    await server?.[Symbol.asyncDispose]()
  })

  viewRecordsContract({
    name: 'Postgres',
    async open() {
      if (!database) throw new Error('The server is not running')
      for (const table of TABLES) await database.kysely.deleteFrom(`view_${table}`).execute()
      return viewRecordsWorld(database, async () => {})
    },
  })
})
