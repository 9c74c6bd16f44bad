import { after, before, describe } from 'node:test'
import { INSTALLATION } from '@baton/protocol'
import { type AccountStoreSetup, accountContract } from '@baton/testing/contracts/accounts/account-store'
import { accountLogContract } from '@baton/testing/contracts/accounts/activity-log'
import { accountKeysContract } from '@baton/testing/contracts/accounts/keys'
import { accountPeopleContract } from '@baton/testing/contracts/accounts/people'
import { postgresPrograms } from '@baton/testing/machine/postgres'
import { type SharedPostgres, sharedPostgres } from '@baton/testing/machine/shared-servers'
import { sql } from 'kysely'
import { migrate } from '../migrations/migrate.ts'
import { openPostgres } from '../runtime/open-postgres.ts'
import { sqlAccountStore } from './store.ts'

const skip = postgresPrograms() ? false : 'this machine has no Postgres server program'

describe('Postgres', { skip }, () => {
  let server: SharedPostgres | null = null
  before(async () => {
    server = await sharedPostgres()
  })
  after(() => server?.[Symbol.asyncDispose]())

  const setup: AccountStoreSetup = {
    name: 'Postgres',
    async open() {
      if (!server) throw new Error('The server is not running')
      const database = openPostgres({ url: await server.createDatabase(), max: 8 })
      await migrate(database)
      return {
        store: sqlAccountStore(database),
        async count() {
          const { rows } = await sql<{ households: number; sessions: number; users: number }>`
          select (select count(*) from household where id <> ${INSTALLATION}) as households, (select count(*) from session) as sessions,
            (select count(*) from account_user) as users`.execute(database.kysely)
          return rows.flatMap(({ households, sessions, users }) => [households, sessions, users])
        },
        async due() {
          const rows = await database.kysely.selectFrom('due').select(['key', 'command']).execute()
          return rows.map(({ key, command }) => ({ key, command: JSON.parse(command) as unknown }))
        },
        close: () => database.close(),
      }
    },
  }
  accountContract(setup)
  accountPeopleContract(setup)
  accountKeysContract(setup)
  accountLogContract(setup)
})
