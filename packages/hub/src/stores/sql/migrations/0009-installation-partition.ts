import { randomUUID } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { SqlMigration } from './sql-migration.ts'

const NOBODYS = '00000000-0000-0000-0000-000000000000'

/** What crosses households has a log of its own. It is a row of the same kind, in which nobody lives. */
export const installationPartition: SqlMigration = {
  name: '0009-installation-partition',
  async up(schema: Kysely<unknown>) {
    const epoch = randomUUID().replaceAll('-', '').slice(0, 16)
    const library = JSON.stringify({ tracks: 0, albums: 0, artists: 0 })
    await sql`
      insert into household (id, name, epoch, seq, floor, last_instant, library)
      values (${NOBODYS}, 'The installation', ${epoch}, 0, 0, 0, ${library})
      on conflict (id) do nothing`.execute(schema)
  },
}
