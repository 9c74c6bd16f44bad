import { type Kysely, sql } from 'kysely'
import type { SqlMigration } from './sql-migration.ts'

/** A track may be a part of a file. Files that have a cue sheet inside of them are divided when everything is read anew. */
export const cueSheets: SqlMigration = {
  name: '0018-cue-sheets',
  async up(schema, engine) {
    await column(schema, 'part_of', engine === 'postgres' ? sql`text collate "C"` : sql`text`)
    await column(schema, 'part_start', sql`integer`)
    await column(schema, 'part_end', sql`integer`)
    await schema.schema
      .createIndex('library_tracks_by_part_of')
      .on('library_tracks')
      .columns(['folder_id', 'part_of'])
      .where(sql<boolean>`part_of is not null`)
      .execute()
  },
}

function column(schema: Kysely<unknown>, name: string, type: ReturnType<typeof sql>): Promise<void> {
  return schema.schema.alterTable('library_tracks').addColumn(name, type).execute()
}
