import { after, before, describe } from 'node:test'
import { postsWorld } from '@baton/testing/artwork/posts-world'
import { postsContract } from '@baton/testing/contracts/posts'
import { postgresPrograms } from '@baton/testing/machine/postgres'
import { type SharedPostgres, sharedPostgres } from '@baton/testing/machine/shared-servers'
import { sql } from 'kysely'
import { migrate } from '../migrations/migrate.ts'
import type { SqlDatabase } from '../runtime/database.ts'
import { openPostgres } from '../runtime/open-postgres.ts'

const skip = postgresPrograms() ? false : 'this machine has no Postgres server program'

describe('Postgres', { skip }, () => {
  let server: SharedPostgres | null = null
  let database: SqlDatabase | null = null
  before(async () => {
    server = await sharedPostgres()
    database = openPostgres({ url: await server.createDatabase(), max: 5 })
    await migrate(database)
  })
  after(async () => {
    await database?.close()
    await server?.[Symbol.asyncDispose]()
  })

  postsContract({
    name: 'Postgres',
    async open() {
      if (!database) throw new Error('The server is not running')
      await sql`truncate post, user_sqid, artwork_wall, account_user, session cascade`.execute(
        database.kysely,
      )
      return postsWorld(database, async () => {})
    },
  })
})
