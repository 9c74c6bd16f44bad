import { after, before, describe } from 'node:test'
import { countStatements, installationContract } from '@baton/testing/contracts/installation'
import { postgresPrograms } from '@baton/testing/machine/postgres'
import { type SharedPostgres, sharedPostgres } from '@baton/testing/machine/shared-servers'
import { migrate } from '../migrations/migrate.ts'
import { openPostgres } from '../runtime/open-postgres.ts'
import { sqlInstallation } from './installation.ts'

const skip = postgresPrograms() ? false : 'this machine has no Postgres server program'

describe('Postgres', { skip }, () => {
  let server: SharedPostgres | null = null
  before(async () => {
    server = await sharedPostgres()
  })
  after(() => server?.[Symbol.asyncDispose]())

  installationContract({
    name: 'Postgres',
    async open() {
      if (!server) throw new Error('The server is not running')
      const url = await server.createDatabase()
      const databases = [openPostgres({ url, max: 4 }), openPostgres({ url, max: 4 })] as const
      // Both at once: workers that start together migrate one after the other.
      await Promise.all(databases.map((database) => migrate(database)))
      const counted = countStatements(databases[0])
      return {
        statements: counted.statements,
        workers: [sqlInstallation(counted.database), sqlInstallation(databases[1])],
        async [Symbol.asyncDispose]() {
          await Promise.all(databases.map((database) => database.close()))
        },
      }
    },
  })
})
