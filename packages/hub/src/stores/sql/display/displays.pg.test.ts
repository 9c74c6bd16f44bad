import { displayStoreContract } from '@baton/testing/contracts/displays'
import { onPostgres } from '@baton/testing/contracts/on-postgres'
import { sqlDisplays } from './displays.ts'

onPostgres(2, (opened) =>
  displayStoreContract({
    name: 'Postgres',
    async open() {
      const database = opened()
      await database.kysely.deleteFrom('display_provision').execute()
      return { store: sqlDisplays(database), database, [Symbol.asyncDispose]: async () => {} }
    },
  }),
)
