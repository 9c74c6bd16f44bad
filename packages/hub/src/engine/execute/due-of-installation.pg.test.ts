import { after, before, describe } from 'node:test'
import { dueOfInstallation } from '@baton/testing/contracts/due-of-installation'
import { type PostgresServer, postgresPrograms, startPostgres } from '@baton/testing/machine/postgres'
import { openPostgres } from '#stores/sql'

const skip = postgresPrograms() ? false : 'this machine has no Postgres server program'

describe('Postgres', { skip }, () => {
  let server: PostgresServer | null = null
  before(async () => {
    server = await startPostgres()
  })
  after(() => server?.[Symbol.asyncDispose]())

  dueOfInstallation('Postgres', async () => {
    if (!server) throw new Error('The server is not running')
    const database = openPostgres({ url: await server.createDatabase(), max: 4 })
    return { ...database, [Symbol.asyncDispose]: () => database.close() }
  })
})
