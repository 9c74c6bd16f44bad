import { after, before, describe } from 'node:test'
import { healthRecordsContract } from '@baton/testing/contracts/health-records'
import { postgresPrograms } from '@baton/testing/machine/postgres'
import { type SharedPostgres, sharedPostgres } from '@baton/testing/machine/shared-servers'
import { migrate } from '../migrations/migrate.ts'
import type { SqlDatabase } from '../runtime/database.ts'
import { openPostgres } from '../runtime/open-postgres.ts'
import { sqlHealthRecords } from './records.ts'

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

  healthRecordsContract({
    name: 'Postgres',
    async open() {
      if (!database) throw new Error('The server is not running')
      await database.kysely.deleteFrom('health_state').execute()
      await database.kysely.deleteFrom('health_transition').execute()
      return { records: sqlHealthRecords(database), [Symbol.asyncDispose]: async () => {} }
    },
  })
})
