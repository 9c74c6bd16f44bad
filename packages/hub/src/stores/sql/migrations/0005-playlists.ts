import { type CreateTableBuilder, type Kysely, sql } from 'kysely'
import type { SqlEngine } from '../runtime/database.ts'
import type { SqlMigration } from './sql-migration.ts'

/** Playlists and their entries. */
export const playlists: SqlMigration = {
  name: '0005-playlists',
  async up(schema, engine) {
    await heads(schema)
    await entries(schema, engine)
  },
}

async function heads(schema: Kysely<unknown>): Promise<void> {
  await schema.schema
    .createTable('playlist')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('household_id', 'text', (column) =>
      column.notNull().references('household.id').onDelete('cascade'),
    )
    .addColumn('owner_id', 'text', (column) => column.notNull())
    .addColumn('visibility', 'text', (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('deleted_at', 'bigint')
    .addColumn('view', 'text', (column) => column.notNull())
    .execute()
  await schema.schema
    .createIndex('playlist_by_household')
    .on('playlist')
    .columns(['household_id', 'deleted_at'])
    .execute()
}

async function entries(schema: Kysely<unknown>, engine: SqlEngine): Promise<void> {
  const table = schema.schema
    .createTable('playlist_entry')
    .addColumn('playlist_id', 'text', (column) =>
      column.notNull().references('playlist.id').onDelete('cascade'),
    )
    .addColumn('entry_id', 'text', (column) => column.notNull())
    .addColumn('rank', 'bigint', (column) => column.notNull())
    .addColumn('track_id', 'text', (column) => column.notNull())
    .addColumn('entry', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('playlist_entry_key', ['playlist_id', 'entry_id'])
  await keyed(table, engine).execute()
}

/** Rows that are found by their key only: SQLite keeps them in the key's own tree. */
function keyed<T extends string>(
  table: CreateTableBuilder<T, never>,
  engine: SqlEngine,
): CreateTableBuilder<T, never> {
  return engine === 'sqlite' ? table.modifyEnd(sql`without rowid`) : table
}
