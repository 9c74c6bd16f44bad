import type { SqlMigration } from './sql-migration.ts'

/** Pictures that people put in. They are in no file of the music, so they stand here, where copies have them. */
export const libraryPictures: SqlMigration = {
  name: '0029-library-pictures',
  async up({ schema }) {
    await schema
      .createTable('library_pictures')
      .addColumn('household_id', 'text', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('bytes', 'text', (column) => column.notNull())
      .addColumn('kept_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('library_pictures_key', ['household_id', 'id'])
      .execute()
  },
}
