import type { SqlMigration } from './sql-migration.ts'

/**
 * Of each music folder is known where it lay when it was last read whole, and of each playlist when somebody began it
 * last. The tracks of one size are found by the index of contents, which begins with the same columns.
 */
export const placesAndStarts: SqlMigration = {
  name: '0027-places-and-starts',
  async up({ schema }) {
    await schema.alterTable('library_folders').addColumn('place', 'text').execute()
    await schema.dropIndex('library_tracks_by_size').execute()
    await schema
      .createTable('playlist_start')
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('playlist_id', 'text', (column) =>
        column.notNull().references('playlist.id').onDelete('cascade'),
      )
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('playlist_start_key', ['user_id', 'playlist_id'])
      .execute()
  },
}
