import { healthRecordsContract } from '@baton/testing/contracts/health-records'
import { onPostgres } from '@baton/testing/contracts/on-postgres'
import { sqlHealthRecords } from './records.ts'

onPostgres(2, (opened) =>
  healthRecordsContract({
    name: 'Postgres',
    async open() {
      const database = opened()
      await database.kysely.deleteFrom('health_state').execute()
      await database.kysely.deleteFrom('health_transition').execute()
      return { records: sqlHealthRecords(database), [Symbol.asyncDispose]: async () => {} }
    },
  }),
)
