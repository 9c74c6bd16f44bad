import { type CreateTableBuilder, type Kysely, type RawBuilder, sql } from 'kysely'
import type { SqlEngine } from '../runtime/database.ts'
import type { SqlMigration } from './sql-migration.ts'

export const library: SqlMigration = {
  name: '0002-library',
  async up(schema, engine) {
    const key = sortableText(engine)
    await folders(schema, key)
    await artists(schema, key)
    await albums(schema, key)
    await tracks(schema, key)
    await covers(schema)
    await scanErrors(schema, key)
  },
}

type Key = RawBuilder<unknown>

/** Text that both engines order alike, byte by byte. */
function sortableText(engine: SqlEngine): Key {
  return engine === 'postgres' ? sql`text collate "C"` : sql`text`
}

async function folders(schema: Kysely<unknown>, key: Key): Promise<void> {
  await schema.schema
    .createTable('library_folders')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('household_id', 'text', (column) => column.notNull())
    .addColumn('path', key, (column) => column.notNull())
    .addColumn('added_at', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('library_folders_by_path', ['household_id', 'path'])
    .execute()
}

async function artists(schema: Kysely<unknown>, key: Key): Promise<void> {
  await owned(schema.schema.createTable('library_artists'), key)
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('name_key', key, (column) => column.notNull())
    .addUniqueConstraint('library_artists_by_identity', ['household_id', 'identity_key'])
    .execute()
  await index(schema, 'library_artists', 'name', ['household_id', 'name_key', 'id'])
}

async function albums(schema: Kysely<unknown>, key: Key): Promise<void> {
  await owned(schema.schema.createTable('library_albums'), key)
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('album_artist', 'text')
    .addColumn('artist_id', 'text', (column) => column.references('library_artists.id'))
    .addColumn('year', 'integer')
    .addColumn('cover_id', 'text')
    .addColumn('title_key', key, (column) => column.notNull())
    .addUniqueConstraint('library_albums_by_identity', ['household_id', 'identity_key'])
    .execute()
  await index(schema, 'library_albums', 'title', ['household_id', 'title_key', 'id'])
  await index(schema, 'library_albums', 'artist', ['artist_id'])
}

/** What artists and albums have in common. */
function owned(table: CreateTableBuilder<string, never>, key: Key) {
  return table
    .addColumn('id', key, (column) => column.primaryKey())
    .addColumn('household_id', 'text', (column) => column.notNull())
    .addColumn('identity_key', 'text', (column) => column.notNull())
    .addColumn('added_at', 'bigint', (column) => column.notNull())
    .addColumn('search_text', 'text', (column) => column.notNull())
}

async function tracks(schema: Kysely<unknown>, key: Key): Promise<void> {
  await schema.schema
    .createTable('library_tracks')
    .addColumn('id', key, (column) => column.primaryKey())
    .addColumn('household_id', 'text', (column) => column.notNull())
    .addColumn('folder_id', 'text', (column) =>
      column.notNull().references('library_folders.id').onDelete('cascade'),
    )
    .addColumn('path', key, (column) => column.notNull())
    .addColumn('size_bytes', 'bigint', (column) => column.notNull())
    .addColumn('mtime_ms', 'bigint', (column) => column.notNull())
    .addColumn('sample_hash', 'text', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('artist', key)
    .addColumn('artist_id', 'text', (column) => column.references('library_artists.id'))
    .addColumn('album', 'text')
    .addColumn('album_id', 'text', (column) => column.references('library_albums.id'))
    .addColumn('album_artist', key)
    .addColumn('disc_no', 'integer')
    .addColumn('track_no', 'integer')
    .addColumn('year', 'integer')
    .addColumn('genre', 'text')
    .addColumn('duration_ms', 'bigint', (column) => column.notNull())
    .addColumn('codec', 'text', (column) => column.notNull())
    .addColumn('mime', 'text', (column) => column.notNull())
    .addColumn('cover_id', key)
    .addColumn('missing', 'integer', (column) => column.notNull())
    .addColumn('added_at', 'bigint', (column) => column.notNull())
    .addColumn('title_key', key, (column) => column.notNull())
    .addColumn('search_text', 'text', (column) => column.notNull())
    .addUniqueConstraint('library_tracks_by_path', ['folder_id', 'path'])
    .execute()
  await index(schema, 'library_tracks', 'title', ['household_id', 'title_key', 'id'])
  await index(schema, 'library_tracks', 'album', ['album_id', 'disc_no', 'track_no'])
  await index(schema, 'library_tracks', 'artist', ['artist_id'])
  await index(schema, 'library_tracks', 'content', ['household_id', 'size_bytes', 'sample_hash'])
}

async function covers(schema: Kysely<unknown>): Promise<void> {
  await schema.schema
    .createTable('library_covers')
    .addColumn('household_id', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('mime', 'text', (column) => column.notNull())
    .addColumn('size_bytes', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('library_covers_key', ['household_id', 'id'])
    .execute()
}

async function scanErrors(schema: Kysely<unknown>, key: Key): Promise<void> {
  await schema.schema
    .createTable('library_scan_errors')
    .addColumn('household_id', 'text', (column) => column.notNull())
    .addColumn('folder_id', 'text', (column) =>
      column.notNull().references('library_folders.id').onDelete('cascade'),
    )
    .addColumn('path', key, (column) => column.notNull())
    .addColumn('size_bytes', 'bigint', (column) => column.notNull())
    .addColumn('mtime_ms', 'bigint', (column) => column.notNull())
    .addColumn('code', 'text', (column) => column.notNull())
    .addColumn('message', 'text', (column) => column.notNull())
    .addColumn('seen_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('library_scan_errors_key', ['folder_id', 'path'])
    .execute()
}

async function index(
  schema: Kysely<unknown>,
  table: string,
  by: string,
  columns: readonly string[],
): Promise<void> {
  await schema.schema
    .createIndex(`${table}_by_${by}`)
    .on(table)
    .columns([...columns])
    .execute()
}
