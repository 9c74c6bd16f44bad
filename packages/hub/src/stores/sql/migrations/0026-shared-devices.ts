import { sql } from 'kysely'
import type { SqlMigration } from './sql-migration.ts'

/** Devices on which others of the household may play. Boxes are everybody's. */
export const sharedDevices: SqlMigration = {
  name: '0026-shared-devices',
  async up(schema) {
    await schema.schema
      .alterTable('device')
      .addColumn('shared', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
    await schema.schema.alterTable('device').addColumn('lending', 'text').execute()
    await schema.schema
      .createIndex('device_shared')
      .on('device')
      .columns(['household_id'])
      .where(sql<boolean>`shared = 1`)
      .execute()
    // A view is an object of JSON that is never empty.
    await sql`update device set shared = 1,
      view = substr(view, 1, length(view) - 1) || ',"players":"everybody"}'
      where owner_id in (select id from account_user where is_box = 1)`.execute(schema)
  },
}
