import { type AccountStoreSetup, accountContract } from '@baton/testing/contracts/accounts/account-store'
import { accountLogContract } from '@baton/testing/contracts/accounts/activity-log'
import { accountKeysContract } from '@baton/testing/contracts/accounts/keys'
import { accountPeopleContract } from '@baton/testing/contracts/accounts/people'
import { sql } from 'kysely'
import { migrate } from '../migrations/migrate.ts'
import { openSqlite } from '../runtime/database.ts'
import { sqlAccountStore } from './store.ts'

const setup: AccountStoreSetup = {
  name: 'SQLite',
  async open() {
    const database = openSqlite({ path: ':memory:', synchronous: 'off' })
    await migrate(database)
    return {
      store: sqlAccountStore(database),
      async count() {
        const { rows } = await sql<{ households: number; sessions: number; users: number }>`
          select (select count(*) from household) as households, (select count(*) from session) as sessions,
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
