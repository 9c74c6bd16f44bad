import type { SqlMigration } from './sql-migration.ts'

/** Uploads, and a way to find tracks by the size of their files, so that one is recognised before its bytes travel. */
export const uploads: SqlMigration = {
  name: '0012-uploads',
  async up(schema) {
    await schema.schema
      .createTable('upload')
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
      .createIndex('upload_by_household')
      .on('upload')
      .columns(['household_id', 'is_open', 'expires_at'])
      .execute()
    await schema.schema
      .createIndex('library_tracks_by_size')
      .on('library_tracks')
      .columns(['household_id', 'size_bytes'])
      .execute()
  },
}
