import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { SqlEngine } from '../runtime/database.ts'
import type { SqlMigration } from './sql-migration.ts'

/**
 * People and albums are told apart by MusicBrainz ids and exact names; tracks have several genres, albums several
 * artists. The next scan reads every file once more.
 */
export const libraryIdentity: SqlMigration = {
  name: '0010-library-identity',
  async up(schema, engine) {
    await column(schema, 'library_artists', 'mb_id')
    await column(schema, 'library_albums', 'base_key')
    await column(schema, 'library_albums', 'album_artists')
    await column(schema, 'library_tracks', 'album_artists')
    await column(schema, 'library_tracks', 'genres')
    await column(schema, 'library_tracks', 'sound_hash')
    await column(schema, 'library_tracks', 'ctime_ms', 'bigint')
    await index(schema, 'library_artists', 'mb_id')
    await index(schema, 'library_albums', 'base_key')
    // Only what is missing is ever looked for by these.
    await index(schema, 'library_tracks', 'sound_hash', sql<boolean>`missing = 1`)
    await index(schema, 'library_tracks', 'mb_track_id', sql<boolean>`missing = 1`)
    await trackGenres(schema, engine)
    await albumArtists(schema, engine)
    await renameIdentities(schema)
    await sql`update library_tracks set mtime_ms = -1`.execute(schema)
    await sql`delete from library_scan_errors`.execute(schema)
  },
}

function column(
  schema: Kysely<unknown>,
  table: string,
  name: string,
  type: 'text' | 'bigint' = 'text',
): Promise<void> {
  return schema.schema.alterTable(table).addColumn(name, type).execute()
}

async function index(
  schema: Kysely<unknown>,
  table: string,
  name: string,
  where = sql<boolean>`${sql.ref(name)} is not null`,
): Promise<void> {
  await schema.schema
    .createIndex(`${table}_by_${name}`)
    .on(table)
    .columns(['household_id', name])
    .where(where)
    .execute()
}

async function trackGenres(schema: Kysely<unknown>, engine: SqlEngine): Promise<void> {
  const key = engine === 'postgres' ? sql`text collate "C"` : sql`text`
  await schema.schema
    .createTable('library_track_genres')
    .addColumn('track_id', 'text', (column) =>
      column.notNull().references('library_tracks.id').onDelete('cascade'),
    )
    .addColumn('genre_key', key, (column) => column.notNull())
    .addColumn('genre', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('library_track_genres_key', ['track_id', 'genre_key'])
    .execute()
  await schema.schema
    .createIndex('library_track_genres_by_genre')
    .on('library_track_genres')
    .columns(['genre_key', 'track_id'])
    .execute()
}

async function albumArtists(schema: Kysely<unknown>, engine: SqlEngine): Promise<void> {
  const table = schema.schema
    .createTable('library_album_artists')
    .addColumn('album_id', 'text', (column) =>
      column.notNull().references('library_albums.id').onDelete('cascade'),
    )
    .addColumn('artist_id', 'text', (column) => column.notNull().references('library_artists.id'))
    .addPrimaryKeyConstraint('library_album_artists_key', ['artist_id', 'album_id'])
  await (engine === 'sqlite' ? table.modifyEnd(sql`without rowid`) : table).execute()
  await schema.schema
    .createIndex('library_album_artists_by_album')
    .on('library_album_artists')
    .column('album_id')
    .execute()
  await sql`insert into library_album_artists (album_id, artist_id)
    select id, artist_id from library_albums where artist_id is not null`.execute(schema)
}

/** Names outside of ASCII were known without their accents: so that they keep their ids, they are called anew. */
async function renameIdentities(schema: Kysely<unknown>): Promise<void> {
  const artists = await sql<{ id: string; name: string }>`select id, name from library_artists`.execute(
    schema,
  )
  for (const { id, name } of artists.rows)
    if (isForeign(name))
      await sql`update library_artists set identity_key = ${digest(exact(name))} where id = ${id}`.execute(
        schema,
      )
  const albums = await sql<{ id: string; title: string; artist: string }>`
    select album.id, album.title, max(track.album_artist) as artist from library_albums as album
    join library_tracks as track on track.album_id = album.id
    where track.album_artist is not null group by album.id, album.title`.execute(schema)
  for (const { id, title, artist } of albums.rows)
    if (isForeign(title) || isForeign(artist))
      await sql`update library_albums set identity_key = ${digest(`${exact(title)}\nby ${exact(artist)}`)}
        where id = ${id}`.execute(schema)
}

function isForeign(name: string): boolean {
  return /[^\x20-\x7e]/.test(name)
}

function exact(name: string): string {
  return name.normalize('NFC').toLowerCase().normalize('NFC').replace(/\s+/g, ' ').trim()
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
