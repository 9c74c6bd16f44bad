import { after, before, describe } from 'node:test'
import { countStatements, installationContract } from '@baton/testing/contracts/installation'
import { type PostgresServer, postgresPrograms, startPostgres } from '@baton/testing/machine/postgres'
import { migrate } from '../migrations/migrate.ts'
import { openPostgres } from '../runtime/database.ts'
import { sqlInstallation } from './installation.ts'

const skip = postgresPrograms() ? false : 'this machine has no Postgres server program'

describe('Postgres', { skip }, () => {
  let server: PostgresServer | null = null
  before(async () => {
    server = await startPostgres()
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
