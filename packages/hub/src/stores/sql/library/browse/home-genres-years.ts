// Looks at the library across its lists: groups, the shelves of the first screen, one search for everything, and what
// somebody played and liked.
import type {
  Genre,
  HouseholdId,
  LibraryHome,
  SearchQuery,
  SearchResult,
  TrackDetails,
  TrackId,
  TrackMark,
  UserId,
  Year,
} from '@baton/protocol'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables/tables.ts'
import { TRACK_COLUMNS, trackOf } from '../rows/columns.ts'
import { type GenreIndex, genreIndex, yearsMeant } from '../search/groups.ts'
import { albumSounds } from './album-artist-pages.ts'
import { albumsById, artistsById, tracksById } from './by-id.ts'
import { type Lists, listAlbums, listTracks } from './lists.ts'

type Db = Kysely<Tables>

const SHELF = 18
const MAX_GENRES = 500
/** Asked for beyond what is shown, since some may have fallen silent. */
const SPARE = 8

export async function searchAll(
  lists: Lists,
  householdId: HouseholdId,
  viewer: UserId,
  { q, limit }: SearchQuery,
): Promise<SearchResult> {
  const { db, search } = lists
  const found = await search.find(householdId, q, ['artists', 'albums', 'tracks'], { limit: limit + SPARE })
  const groups = await groupsOf(lists, householdId)
  const listed = await lists.playlists.seenBy(householdId, viewer)
  const beside = async (forgiving: boolean) => ({
    genres: groups.genres.find(q, limit, forgiving),
    years: yearsMeant(groups.years, q, limit),
    playlists: await listed.find(q, limit, forgiving),
  })
  const exact = await beside(false)
  if (found.similar && countOf(exact) > 0)
    return { artists: [], albums: [], tracks: [], ...exact, similar: false }
  const ids = (list: readonly { readonly id: string }[] | undefined) => (list ?? []).map(({ id }) => id)
  const artists = await artistsById(db, householdId, ids(found.artists))
  const albums = await albumsById(db, householdId, ids(found.albums))
  const tracks = await tracksById(db, householdId, ids(found.tracks))
  const result = {
    artists: artists.slice(0, limit),
    albums: albums.slice(0, limit),
    tracks: tracks.slice(0, limit),
    ...(found.similar ? await beside(true) : exact),
  }
  return { ...result, similar: found.similar && countOf(result) > 0 }
}

function countOf(lists: Readonly<Record<string, readonly unknown[]>>): number {
  return Object.values(lists).reduce((sum, { length }) => sum + length, 0)
}

type Groups = { readonly genres: GenreIndex; readonly years: readonly Year[] }

/** Counted seldom: whoever types waits for each answer. */
function groupsOf({ db, seldom }: Lists, householdId: HouseholdId): Promise<Groups> {
  return seldom(`groups of ${householdId}`, async () => ({
    genres: genreIndex(await countGenres(db, householdId)),
    years: await countYears(db, householdId),
  }))
}

export async function home(
  lists: Lists,
  householdId: HouseholdId,
  viewer: UserId,
  seed: number,
): Promise<LibraryHome> {
  const albums = async (sort: 'added' | 'played' | 'plays' | 'random') =>
    (await listAlbums(lists, householdId, { sort, seed, limit: SHELF }, viewer)).items
  return {
    recentlyAdded: await albums('added'),
    recentlyPlayed: await albums('played'),
    mostPlayed: await albums('plays'),
    randomAlbums: await albums('random'),
    liked: (await listTracks(lists, householdId, { sort: 'liked', limit: SHELF }, viewer)).items,
    genres: (await genres(lists, householdId))
      .toSorted((one, other) => other.trackCount - one.trackCount)
      .slice(0, SHELF),
  }
}

export function genres({ db, recent }: Lists, householdId: HouseholdId): Promise<readonly Genre[]> {
  return recent(`genres of ${householdId}`, () => countGenres(db, householdId))
}

type Counted = { readonly tracks: number; readonly name: string }

/** A genre is called as its first track in the order of letters calls it. */
async function countGenres(db: Db, householdId: HouseholdId): Promise<readonly Genre[]> {
  const counted = new Map<string, Counted>()
  for (const { key, tracks } of await firstGenres(db, householdId)) {
    const first = await db
      .selectFrom('library_tracks')
      .select('genre')
      .where('household_id', '=', householdId)
      .where(sql<boolean>`missing = 0`)
      .where('genre_key', '=', key)
      .orderBy('title_key')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst()
    if (first?.genre) counted.set(key, { name: first.genre, tracks })
  }
  for (const { key, tracks, name } of await furtherGenres(db, householdId)) {
    const known = counted.get(key)
    counted.set(key, { name: known?.name ?? name, tracks: tracks + (known?.tracks ?? 0) })
  }
  return [...counted]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .slice(0, MAX_GENRES)
    .map(([, { name, tracks }]) => ({ genre: name, trackCount: tracks }))
}

async function firstGenres(db: Db, householdId: HouseholdId) {
  const rows = await db
    .selectFrom('library_tracks')
    .select(['genre_key', sql<number>`count(*)`.as('tracks')])
    .where('household_id', '=', householdId)
    .where(sql<boolean>`missing = 0`)
    .where('genre_key', 'is not', null)
    .groupBy('genre_key')
    .orderBy('genre_key')
    .limit(MAX_GENRES)
    .execute()
  return rows.map((row) => ({ key: row.genre_key ?? '', tracks: row.tracks }))
}

async function furtherGenres(db: Db, householdId: HouseholdId) {
  return db
    .selectFrom('library_track_genres as further')
    .innerJoin('library_tracks as track', 'track.id', 'further.track_id')
    .select([
      'further.genre_key as key',
      sql<number>`count(*)`.as('tracks'),
      sql<string>`min(further.genre)`.as('name'),
    ])
    .where('track.household_id', '=', householdId)
    .where(sql<boolean>`track.missing = 0`)
    .groupBy('further.genre_key')
    .orderBy('further.genre_key')
    .limit(MAX_GENRES)
    .execute()
}

export function years({ db, recent }: Lists, householdId: HouseholdId): Promise<readonly Year[]> {
  return recent(`years of ${householdId}`, () => countYears(db, householdId))
}

async function countYears(db: Db, householdId: HouseholdId): Promise<readonly Year[]> {
  const rows = await db
    .selectFrom('library_albums')
    .select(['year', sql<number>`count(*)`.as('albums')])
    .where('household_id', '=', householdId)
    .where('year', 'is not', null)
    .where(albumSounds)
    .groupBy('year')
    .orderBy('year', 'desc')
    .execute()
  return rows.map((row) => ({ year: row.year ?? 0, albumCount: row.albums }))
}

export async function marks(
  db: Db,
  householdId: HouseholdId,
  viewer: UserId,
  trackIds: readonly TrackId[],
): Promise<readonly TrackMark[]> {
  if (trackIds.length === 0) return []
  const rows = await db
    .selectFrom('library_tracks as track')
    .leftJoin('liked', (join) =>
      join.onRef('liked.track_id', '=', 'track.id').on('liked.user_id', '=', viewer),
    )
    .leftJoin('play', (join) => join.onRef('play.track_id', '=', 'track.id').on('play.user_id', '=', viewer))
    .select([
      'track.id',
      sql<number>`count(play.at)`.as('plays'),
      sql<number | null>`max(play.at)`.as('last'),
      sql<number>`count(liked.at)`.as('liked'),
    ])
    .where('track.household_id', '=', householdId)
    .where('track.id', 'in', [...trackIds])
    .groupBy('track.id')
    .execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  return trackIds.flatMap((trackId) => {
    const row = byId.get(trackId)
    return row ? [{ trackId, liked: row.liked > 0, plays: row.plays, lastPlayedAt: row.last }] : []
  })
}

export async function details(
  db: Db,
  householdId: HouseholdId,
  viewer: UserId,
  trackId: TrackId,
): Promise<TrackDetails | null> {
  const row = await db
    .selectFrom('library_tracks')
    .select([...TRACK_COLUMNS, 'mb_track_id', 'mb_album_id', 'mb_artist_id'])
    .where('household_id', '=', householdId)
    .where('id', '=', trackId)
    .executeTakeFirst()
  const [mark] = await marks(db, householdId, viewer, [trackId])
  if (!row || !mark) return null
  return {
    ...trackOf(row),
    ...mark,
    mbTrackId: row.mb_track_id,
    mbAlbumId: row.mb_album_id,
    mbArtistId: row.mb_artist_id,
  }
}
