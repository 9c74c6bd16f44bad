import type { SqlMigration } from './sql-migration.ts'

/** Downloads: what is fetched from the web, until it is shown no more. */
export const downloads: SqlMigration = {
  name: '0017-downloads',
  async up(schema) {
    await schema.schema
      .createTable('download')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('household_id', 'text', (column) =>
        column.notNull().references('household.id').onDelete('cascade'),
      )
      .addColumn('owner_id', 'text', (column) => column.notNull())
      .addColumn('is_private', 'bigint', (column) => column.notNull())
      .addColumn('is_open', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .addColumn('revision', 'bigint', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .execute()
    await schema.schema
      .createIndex('download_by_household')
      .on('download')
      .columns(['household_id', 'is_open', 'expires_at'])
      .execute()
  },
}
