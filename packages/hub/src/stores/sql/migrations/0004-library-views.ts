import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { SqlEngine } from '../runtime/database.ts'
import type { SqlMigration } from './sql-migration.ts'

/** Search, views, several artists, loudness and folders of different origin. The next scan reads every file once more. */
export const libraryViews: SqlMigration = {
  name: '0004-library-views',
  async up(schema, engine) {
    const key = engine === 'postgres' ? sql`text collate "C"` : sql`text`
    await heads(schema)
    await trackColumns(schema, key)
    await namedColumns(schema, key)
    await trackArtists(schema, engine)
    await indexes(schema)
    await sql`update library_tracks set mtime_ms = -1`.execute(schema)
  },
}

/** `stamp` counts the changes of a household's library; `reload` is the stamp at which rows were last taken away. */
async function heads(schema: Kysely<unknown>): Promise<void> {
  await schema.schema
    .createTable('library_heads')
    .addColumn('household_id', 'text', (column) => column.primaryKey())
    .addColumn('stamp', 'bigint', (column) => column.notNull())
    .addColumn('reload', 'bigint', (column) => column.notNull())
    .execute()
}

async function trackColumns(schema: Kysely<unknown>, key: RawBuilder<unknown>): Promise<void> {
  const add = (name: string, type: RawBuilder<unknown> | 'text' | 'double precision') =>
    schema.schema.alterTable('library_tracks').addColumn(name, type).execute()
  for (const name of ['rg_track_gain', 'rg_track_peak', 'rg_album_gain', 'rg_album_peak']) {
    await add(name, 'double precision')
  }
  for (const name of ['mb_track_id', 'mb_album_id', 'mb_artist_id', 'artists', 'cover_stamp']) {
    await add(name, 'text')
  }
  await add('genre_key', key)
  await stamped(schema, 'library_tracks')
}

async function namedColumns(schema: Kysely<unknown>, key: RawBuilder<unknown>): Promise<void> {
  await stamped(schema, 'library_albums')
  await stamped(schema, 'library_artists')
  await schema.schema
    .alterTable('library_albums')
    .addColumn('artist_key', key, (column) => column.notNull().defaultTo(''))
    .execute()
  await schema.schema
    .alterTable('library_folders')
    .addColumn('origin', 'text', (column) => column.notNull().defaultTo('settings'))
    .execute()
}

async function stamped(schema: Kysely<unknown>, table: string): Promise<void> {
  await schema.schema
    .alterTable(table)
    .addColumn('stamp', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute()
  await schema.schema
    .createIndex(`${table}_by_stamp`)
    .on(table)
    .columns(['household_id', 'stamp', 'id'])
    .execute()
}

async function trackArtists(schema: Kysely<unknown>, engine: SqlEngine): Promise<void> {
  const table = schema.schema
    .createTable('library_track_artists')
    .addColumn('track_id', 'text', (column) =>
      column.notNull().references('library_tracks.id').onDelete('cascade'),
    )
    .addColumn('artist_id', 'text', (column) => column.notNull().references('library_artists.id'))
    .addPrimaryKeyConstraint('library_track_artists_key', ['artist_id', 'track_id'])
  await (engine === 'sqlite' ? table.modifyEnd(sql`without rowid`) : table).execute()
  await schema.schema
    .createIndex('library_track_artists_by_track')
    .on('library_track_artists')
    .column('track_id')
    .execute()
  await sql`insert into library_track_artists (track_id, artist_id)
    select id, artist_id from library_tracks where artist_id is not null`.execute(schema)
}

async function indexes(schema: Kysely<unknown>): Promise<void> {
  const present = sql<boolean>`missing = 0`
  const of = (name: string, columns: readonly string[]) =>
    schema.schema
      .createIndex(name)
      .on('library_tracks')
      .columns([...columns])
      .where(present)
      .execute()
  await of('library_tracks_present_by_title', ['household_id', 'title_key', 'id'])
  await of('library_tracks_present_by_genre', ['household_id', 'genre_key', 'title_key', 'id'])
  await of('library_tracks_present_by_added', ['household_id', 'added_at', 'id'])
  await of('library_tracks_present_by_album', ['album_id'])
  await schema.schema.dropIndex('library_tracks_by_title').execute()
  const ofAlbums = (by: string, columns: string) =>
    sql`create index ${sql.ref(`library_albums_by_${by}`)} on library_albums (household_id, ${sql.raw(columns)}, id)`.execute(
      schema,
    )
  await ofAlbums('added', 'added_at')
  await ofAlbums('artist_key', 'artist_key')
  await ofAlbums('year', '(coalesce(year, 0))')
  await schema.schema.createIndex('play_by_track').on('play').columns(['user_id', 'track_id', 'at']).execute()
}
