import { sql } from 'kysely'
import type { SqlMigration } from './sql-migration.ts'

/** Plays are ordered by the number of the log at which they were counted: the clock of a machine may be set. */
export const playOrder: SqlMigration = {
  name: '0013-play-order',
  async up(schema) {
    await schema.schema
      .alterTable('play')
      .addColumn('seq', 'bigint', (column) => column.notNull().defaultTo(0))
      .execute()
    await sql`create index play_in_order on play (user_id, seq, at, track_id)`.execute(schema)
  },
}
