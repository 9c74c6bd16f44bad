// Lists and pages of the library. A list is one keyset query over (sort key, id); what belongs to the rows of a page
// (counts, covers) is fetched for that page alone.
import type {
  Album,
  AlbumId,
  AlbumPage,
  Artist,
  ArtistId,
  ArtistPage,
  HouseholdId,
  LibraryQuery,
  LibrarySummary,
  Page,
  ScanProblem,
  Track,
} from '@baton/protocol'
import { type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely'
import type { TracksOf } from '#engine'
import { cursorOf, type Place, placeOf } from './library-cursor.ts'
import { searchPatterns } from './library-fold.ts'
import {
  type AlbumRow,
  type ArtistCounts,
  albumOf,
  artistOf,
  problemCode,
  problemText,
  TRACK_COLUMNS,
  trackOf,
} from './library-rows.ts'
import type { Tables } from './tables.ts'

type Db = Kysely<Tables>

/** The most tracks that one artist's page or one enqueued artist brings. */
const MAX_TRACKS_OF = 1_000

export async function listTracks(
  db: Db,
  householdId: HouseholdId,
  query: LibraryQuery,
): Promise<Page<Track>> {
  const rows = await db
    .selectFrom('library_tracks')
    .select(TRACK_COLUMNS)
    .where('household_id', '=', householdId)
    .where('missing', '=', 0)
    .where(matching(query, 'title_key'))
    .orderBy('title_key')
    .orderBy('id')
    .limit(query.limit + 1)
    .execute()
  return pageOf(rows, query, (row) => [row.title_key, row.id], trackOf)
}

export async function listAlbums(
  db: Db,
  householdId: HouseholdId,
  query: LibraryQuery,
): Promise<Page<Album>> {
  const rows = await db
    .selectFrom('library_albums')
    .select(['id', 'title', 'album_artist', 'artist_id', 'year', 'cover_id', 'added_at', 'title_key'])
    .where('household_id', '=', householdId)
    .where(albumSounds)
    .where(matching(query, 'title_key'))
    .orderBy('title_key')
    .orderBy('id')
    .limit(query.limit + 1)
    .execute()
  const page = pageOf(
    rows,
    query,
    (row) => [row.title_key, row.id],
    (row) => row,
  )
  return { items: await withTrackCounts(db, page.items), nextCursor: page.nextCursor }
}

export async function listArtists(
  db: Db,
  householdId: HouseholdId,
  query: LibraryQuery,
): Promise<Page<Artist>> {
  const rows = await db
    .selectFrom('library_artists')
    .select(['id', 'name', 'name_key'])
    .where('household_id', '=', householdId)
    .where(artistSounds)
    .where(matching(query, 'name_key'))
    .orderBy('name_key')
    .orderBy('id')
    .limit(query.limit + 1)
    .execute()
  const page = pageOf(
    rows,
    query,
    (row) => [row.name_key, row.id],
    (row) => row,
  )
  return { items: await withArtistCounts(db, page.items), nextCursor: page.nextCursor }
}

export async function listProblems(
  db: Db,
  householdId: HouseholdId,
  { limit, cursor }: LibraryQuery,
): Promise<Page<ScanProblem>> {
  const after = cursor === undefined ? null : placeOf(cursor)
  const rows = await db
    .selectFrom('library_scan_errors as problem')
    .innerJoin('library_folders as folder', 'folder.id', 'problem.folder_id')
    .select(['folder.path as folder', 'problem.folder_id', 'problem.path', 'problem.code', 'problem.seen_at'])
    .where('problem.household_id', '=', householdId)
    .$if(after !== null, (rest) =>
      rest.where(sql<SqlBool>`(problem.folder_id, problem.path) > (${after?.[0]}, ${after?.[1]})`),
    )
    .orderBy('problem.folder_id')
    .orderBy('problem.path')
    .limit(limit + 1)
    .execute()
  return pageOf(
    rows,
    { limit },
    (row) => [row.folder_id, row.path],
    (row) => {
      const code = problemCode(row.code)
      return { folder: row.folder, path: row.path, code, message: problemText(code), seenAt: row.seen_at }
    },
  )
}

export async function albumPage(
  db: Db,
  householdId: HouseholdId,
  albumId: AlbumId,
): Promise<AlbumPage | null> {
  const row = await db
    .selectFrom('library_albums')
    .select(['id', 'title', 'album_artist', 'artist_id', 'year', 'cover_id', 'added_at'])
    .where('household_id', '=', householdId)
    .where('id', '=', albumId)
    .executeTakeFirst()
  if (!row) return null
  const [album] = await withTrackCounts(db, [row])
  return album ? { ...album, tracks: await tracksOf(db, householdId, { albumId }) } : null
}

export async function artistPage(
  db: Db,
  householdId: HouseholdId,
  artistId: ArtistId,
): Promise<ArtistPage | null> {
  const row = await db
    .selectFrom('library_artists')
    .select(['id', 'name'])
    .where('household_id', '=', householdId)
    .where('id', '=', artistId)
    .executeTakeFirst()
  if (!row) return null
  const albums = await db
    .selectFrom('library_albums')
    .select(['id', 'title', 'album_artist', 'artist_id', 'year', 'cover_id', 'added_at'])
    .where('artist_id', '=', artistId)
    .where(albumSounds)
    .orderBy(sql`coalesce(year, 9999)`)
    .orderBy('title_key')
    .orderBy('id')
    .limit(MAX_TRACKS_OF)
    .execute()
  const [artist] = await withArtistCounts(db, [row])
  if (!artist) return null
  return {
    ...artist,
    albums: await withTrackCounts(db, albums),
    tracks: await tracksOf(db, householdId, { artistId }),
  }
}

/** An album in disc and track order; an artist's albums by year, then what belongs to no album. */
export async function tracksOf(db: Db, householdId: HouseholdId, of: TracksOf): Promise<readonly Track[]> {
  const rows = await db
    .selectFrom('library_tracks as track')
    .leftJoin('library_albums as album', 'album.id', 'track.album_id')
    .select(TRACK_COLUMNS.map((column) => `track.${column}` as const))
    .where('track.household_id', '=', householdId)
    .where('track.missing', '=', 0)
    .where((row) =>
      'albumId' in of
        ? row('track.album_id', '=', of.albumId)
        : row.or([row('track.artist_id', '=', of.artistId), row('album.artist_id', '=', of.artistId)]),
    )
    .orderBy(sql`case when track.album_id is null then 1 else 0 end`)
    .orderBy(sql`coalesce(album.year, 9999)`)
    .orderBy(sql`coalesce(album.title_key, '')`)
    .orderBy(sql`coalesce(track.album_id, '')`)
    .orderBy(sql`coalesce(track.disc_no, 0)`)
    .orderBy(sql`coalesce(track.track_no, 9999)`)
    .orderBy('track.path')
    .orderBy('track.id')
    .limit(MAX_TRACKS_OF)
    .execute()
  return rows.map(trackOf)
}

export async function summary(db: Db, householdId: HouseholdId): Promise<LibrarySummary> {
  const count = sql<number>`count(*)`.as('count')
  const [tracks, albums, artists] = await Promise.all([
    db
      .selectFrom('library_tracks')
      .select(count)
      .where('household_id', '=', householdId)
      .where('missing', '=', 0)
      .executeTakeFirstOrThrow(),
    db
      .selectFrom('library_albums')
      .select(count)
      .where('household_id', '=', householdId)
      .where(albumSounds)
      .executeTakeFirstOrThrow(),
    db
      .selectFrom('library_artists')
      .select(count)
      .where('household_id', '=', householdId)
      .where(artistSounds)
      .executeTakeFirstOrThrow(),
  ])
  return { tracks: tracks.count, albums: albums.count, artists: artists.count }
}

/** Every word of the query occurs, and the row lies behind the cursor. */
function matching(query: LibraryQuery, key: 'title_key' | 'name_key') {
  const patterns = searchPatterns(query.q ?? '')
  const after = query.cursor === undefined ? null : placeOf(query.cursor)
  return () => {
    const conditions = patterns.map((pattern) => sql<SqlBool>`search_text like ${pattern} escape '\\'`)
    if (after) conditions.push(sql<SqlBool>`(${sql.ref(key)}, id) > (${after[0]}, ${after[1]})`)
    return conditions.length === 0 ? sql<SqlBool>`1 = 1` : sql<SqlBool>`${sql.join(conditions, sql` and `)}`
  }
}

/** At least one file of it is there. */
function albumSounds(row: ExpressionBuilder<Tables, 'library_albums'>) {
  return row.exists(
    row
      .selectFrom('library_tracks')
      .select('library_tracks.id')
      .whereRef('library_tracks.album_id', '=', 'library_albums.id')
      .where('library_tracks.missing', '=', 0),
  )
}

function artistSounds(row: ExpressionBuilder<Tables, 'library_artists'>) {
  const tracks = row
    .selectFrom('library_tracks')
    .select('library_tracks.id')
    .whereRef('library_tracks.artist_id', '=', 'library_artists.id')
    .where('library_tracks.missing', '=', 0)
  const albums = row
    .selectFrom('library_albums')
    .innerJoin('library_tracks', 'library_tracks.album_id', 'library_albums.id')
    .select('library_albums.id')
    .whereRef('library_albums.artist_id', '=', 'library_artists.id')
    .where('library_tracks.missing', '=', 0)
  return row.or([row.exists(tracks), row.exists(albums)])
}

async function withTrackCounts(db: Db, albums: readonly AlbumRow[]): Promise<readonly Album[]> {
  if (albums.length === 0) return []
  const rows = await db
    .selectFrom('library_tracks')
    .select(['album_id', sql<number>`count(*)`.as('tracks'), sql<number>`sum(duration_ms)`.as('duration')])
    .where(
      'album_id',
      'in',
      albums.map((album) => album.id),
    )
    .where('missing', '=', 0)
    .groupBy('album_id')
    .execute()
  const counts = new Map(rows.map((row) => [row.album_id, { tracks: row.tracks, durationMs: row.duration }]))
  return albums.map((album) => albumOf(album, counts.get(album.id) ?? { tracks: 0, durationMs: 0 }))
}

async function withArtistCounts(
  db: Db,
  artists: readonly { readonly id: string; readonly name: string }[],
): Promise<readonly Artist[]> {
  if (artists.length === 0) return []
  const ids = artists.map((artist) => artist.id)
  const tracks = await db
    .selectFrom('library_tracks')
    .select(['artist_id', sql<number>`count(*)`.as('tracks'), sql<string | null>`min(cover_id)`.as('cover')])
    .where('artist_id', 'in', ids)
    .where('missing', '=', 0)
    .groupBy('artist_id')
    .execute()
  const albums = await db
    .selectFrom('library_albums')
    .select(['artist_id', sql<number>`count(*)`.as('albums'), sql<string | null>`min(cover_id)`.as('cover')])
    .where('artist_id', 'in', ids)
    .where(albumSounds)
    .groupBy('artist_id')
    .execute()
  const tracksOfArtist = new Map(tracks.map((row) => [row.artist_id, row]))
  const albumsOfArtist = new Map(albums.map((row) => [row.artist_id, row]))
  return artists.map((artist) => {
    const own = tracksOfArtist.get(artist.id)
    const made = albumsOfArtist.get(artist.id)
    const counts: ArtistCounts = {
      albums: made?.albums ?? 0,
      tracks: own?.tracks ?? 0,
      coverId: made?.cover ?? own?.cover ?? null,
    }
    return artistOf(artist, counts)
  })
}

function pageOf<Row, Item>(
  rows: readonly Row[],
  { limit }: { readonly limit: number },
  place: (row: Row) => Place,
  item: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map(item),
    nextCursor: rows.length > limit && last !== undefined ? cursorOf(place(last)) : null,
  }
}
