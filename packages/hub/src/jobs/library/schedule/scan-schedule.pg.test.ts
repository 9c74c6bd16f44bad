import { after, before, describe } from 'node:test'
import { migrate, openPostgres } from '@baton/hub/stores/sql'
import { scanScheduleContract } from '@baton/testing/contracts/library/scan-schedule'
import { postgresPrograms } from '@baton/testing/machine/postgres'
import { type SharedPostgres, sharedPostgres } from '@baton/testing/machine/shared-servers'

const skip = postgresPrograms() ? false : 'this machine has no Postgres server program'

describe('Postgres', { skip }, () => {
  let server: SharedPostgres | null = null
  before(async () => {
    server = await sharedPostgres()
  })
  after(() => server?.[Symbol.asyncDispose]())

  scanScheduleContract({
    name: 'Postgres',
    async open() {
      if (!server) throw new Error('The server is not running')
      const database = openPostgres({ url: await server.createDatabase(), max: 4 })
      await migrate(database)
      return database
    },
  })
})
