import type { SqlMigration } from './sql-migration.ts'

/** When a household is quiet. What that means for a device stands with the device. */
export const quietHours: SqlMigration = {
  name: '0021-quiet-hours',
  async up({ schema }) {
    await schema
      .createTable('quiet_hours')
      .addColumn('household_id', 'text', (column) =>
        column.primaryKey().references('household.id').onDelete('cascade'),
      )
      .addColumn('revision', 'bigint', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .execute()
  },
}
