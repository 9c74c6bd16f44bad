import type { SqlMigration } from './sql-migration.ts'

/** What happened to each device, as a thread: a device that is removed takes it with it. */
export const deviceHistory: SqlMigration = {
  name: '0014-device-history',
  async up({ schema }) {
    await schema
      .createTable('device_history')
      .addColumn('household_id', 'text', (column) => column.notNull())
      .addColumn('device_id', 'text', (column) =>
        column.notNull().references('device.id').onDelete('cascade'),
      )
      .addColumn('n', 'bigint', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('record', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('device_history_pk', ['device_id', 'n'])
      .execute()
  },
}
