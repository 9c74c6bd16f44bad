import type { SqlMigration } from './sql-migration.ts'

/** Playlists that follow a list in a music folder: which folder that is. */
export const followedFiles: SqlMigration = {
  name: '0015-followed-files',
  async up(schema) {
    await schema.schema.alterTable('playlist').addColumn('file_folder', 'text').execute()
  },
}
