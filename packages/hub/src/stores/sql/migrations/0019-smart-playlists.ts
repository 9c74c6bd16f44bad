import type { SqlMigration } from './sql-migration.ts'

/** Playlists that follow rules: they are found by this column. */
export const smartPlaylists: SqlMigration = {
  name: '0019-smart-playlists',
  async up(schema) {
    await schema.schema
      .alterTable('playlist')
      .addColumn('by_rules', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
  },
}
