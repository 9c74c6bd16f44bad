import { after, before, describe } from 'node:test'
import { migrate, openPostgres, type SqlDatabase } from '@baton/hub/stores/sql'
import { postgresPrograms } from '../machine/postgres.ts'
import { type SharedPostgres, sharedPostgres } from '../machine/shared-servers.ts'

const skip = postgresPrograms() ? false : 'this machine has no Postgres server program'

/**
 * Tests that share one migrated database on Postgres, each of which empties what it uses. `max`: the most connections to
 * it. `opened` may be asked once they run.
 */
export function onPostgres(max: number, tests: (opened: () => SqlDatabase) => void): void {
  describe('Postgres', { skip }, () => {
    let server: SharedPostgres | null = null
    let database: SqlDatabase | null = null
    before(async () => {
      server = await sharedPostgres()
      database = openPostgres({ url: await server.createDatabase(), max })
      await migrate(database)
    })
    after(async () => {
      await database?.close()
      await server?.[Symbol.asyncDispose]()
    })
    tests(() => {
      if (!database) throw new Error('The server is not running')
      return database
    })
  })
}
