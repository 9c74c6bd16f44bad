// Pages of one album or artist, and what belongs to rows that are shown: counts and covers, fetched for them alone.
import type {
  Album,
  AlbumId,
  AlbumPage,
  Artist,
  ArtistId,
  ArtistPage,
  HouseholdId,
  LibrarySummary,
  Track,
} from '@baton/protocol'
import { type ExpressionBuilder, type Kysely, sql } from 'kysely'
import type { TracksOf } from '#engine'
import type { Tables } from '../../tables/tables.ts'
import {
  ALBUM_COLUMNS,
  type AlbumRow,
  type ArtistCounts,
  albumOf,
  artistOf,
  TRACK_COLUMNS,
  trackOf,
} from '../rows/columns.ts'
import { BY_ALBUM } from '../rows/page-order.ts'

type Db = Kysely<Tables>

/** The most tracks that one artist's page or one enqueued artist brings. */
const MAX_TRACKS_OF = 1_000

export async function albumPage(
  db: Db,
  householdId: HouseholdId,
  albumId: AlbumId,
): Promise<AlbumPage | null> {
  const row = await db
    .selectFrom('library_albums')
    .select(ALBUM_COLUMNS)
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
    .select(ALBUM_COLUMNS)
    .where('library_albums.id', 'in', (row) =>
      row.selectFrom('library_album_artists').select('album_id').where('artist_id', '=', artistId),
    )
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
    .where(sql<boolean>`track.missing = 0`)
    .where((row) =>
      'albumId' in of
        ? row('track.album_id', '=', of.albumId)
        : row(
            'track.id',
            'in',
            row
              .selectFrom('library_track_artists as performed')
              .select('performed.track_id')
              .where('performed.artist_id', '=', of.artistId)
              .union(
                row
                  .selectFrom('library_album_artists as made')
                  .innerJoin('library_tracks as part', 'part.album_id', 'made.album_id')
                  .select('part.id as track_id')
                  .where('made.artist_id', '=', of.artistId),
              ),
          ),
    )
    .orderBy(sql.raw(BY_ALBUM))
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
      .where(sql<boolean>`missing = 0`)
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

/** At least one file of it is there. */
export function albumSounds(row: ExpressionBuilder<Tables, 'library_albums'>) {
  return row.exists(
    row
      .selectFrom('library_tracks')
      .select('library_tracks.id')
      .whereRef('library_tracks.album_id', '=', 'library_albums.id')
      .where(sql<boolean>`library_tracks.missing = 0`),
  )
}

export function artistSounds(row: ExpressionBuilder<Tables, 'library_artists'>) {
  const tracks = row
    .selectFrom('library_track_artists')
    .innerJoin('library_tracks', 'library_tracks.id', 'library_track_artists.track_id')
    .select('library_tracks.id')
    .whereRef('library_track_artists.artist_id', '=', 'library_artists.id')
    .where(sql<boolean>`library_tracks.missing = 0`)
  const albums = row
    .selectFrom('library_album_artists')
    .innerJoin('library_tracks', 'library_tracks.album_id', 'library_album_artists.album_id')
    .select('library_tracks.id')
    .whereRef('library_album_artists.artist_id', '=', 'library_artists.id')
    .where(sql<boolean>`library_tracks.missing = 0`)
  return row.or([row.exists(tracks), row.exists(albums)])
}

export async function withTrackCounts(db: Db, albums: readonly AlbumRow[]): Promise<readonly Album[]> {
  if (albums.length === 0) return []
  const rows = await db
    .selectFrom('library_tracks')
    .select(['album_id', sql<number>`count(*)`.as('tracks'), sql<number>`sum(duration_ms)`.as('duration')])
    .where(
      'album_id',
      'in',
      albums.map((album) => album.id),
    )
    .where(sql<boolean>`missing = 0`)
    .groupBy('album_id')
    .execute()
  const counts = new Map(rows.map((row) => [row.album_id, { tracks: row.tracks, durationMs: row.duration }]))
  return albums.map((album) => albumOf(album, counts.get(album.id) ?? { tracks: 0, durationMs: 0 }))
}

export async function withArtistCounts(
  db: Db,
  artists: readonly { readonly id: string; readonly name: string }[],
): Promise<readonly Artist[]> {
  if (artists.length === 0) return []
  const ids = artists.map((artist) => artist.id)
  const tracks = await db
    .selectFrom('library_track_artists as performed')
    .innerJoin('library_tracks as track', 'track.id', 'performed.track_id')
    .select([
      'performed.artist_id',
      sql<number>`count(*)`.as('tracks'),
      sql<string | null>`min(track.cover_id)`.as('cover'),
    ])
    .where('performed.artist_id', 'in', ids)
    .where(sql<boolean>`track.missing = 0`)
    .groupBy('performed.artist_id')
    .execute()
  const albums = await db
    .selectFrom('library_album_artists as made')
    .innerJoin('library_albums', 'library_albums.id', 'made.album_id')
    .select([
      'made.artist_id',
      sql<number>`count(*)`.as('albums'),
      sql<string | null>`min(library_albums.cover_id)`.as('cover'),
    ])
    .where('made.artist_id', 'in', ids)
    .where(albumSounds)
    .groupBy('made.artist_id')
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
