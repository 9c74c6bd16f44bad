import { onPostgres } from '@baton/testing/contracts/on-postgres'
import { viewRecordsContract } from '@baton/testing/contracts/view-records'
import { viewRecordsWorld } from '@baton/testing/contracts/view-records-world'

const TABLES = ['display', 'mark', 'event', 'public', 'seen', 'day', 'total', 'round'] as const

onPostgres(4, (opened) =>
  viewRecordsContract({
    name: 'Postgres',
    async open() {
      const database = opened()
      for (const table of TABLES) await database.kysely.deleteFrom(`view_${table}`).execute()
      return viewRecordsWorld(database, async () => {})
    },
  }),
)
