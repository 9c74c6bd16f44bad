// Lists of the library. A list is one keyset query over (sort key, id), or, with words to search for, a part of the
// ranking that the search gives.
import type {
  Album,
  AlbumQuery,
  Artist,
  HouseholdId,
  LibraryQuery,
  Page,
  Track,
  TrackQuery,
  UserId,
} from '@baton/protocol'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables/tables.ts'
import { ALBUM_COLUMNS, type AlbumRow, TRACK_COLUMNS, trackOf } from '../rows/columns.ts'
import type { PlaylistSearch } from '../search/playlists.ts'
import type { Kind, LibrarySearch } from '../search/search.ts'
import { albumSounds, artistSounds, withArtistCounts, withTrackCounts } from './album-artist-pages.ts'
import { type albumRows, albumsById, artistsById, tracksById } from './by-id.ts'
import { albumsPlayed, tracksDone } from './by-plays.ts'
import { cursorOf, numberIn, type Place, placeOf } from './cursor.ts'
import { ofGenre } from './of-genre.ts'
import { inRandomOrder } from './random-order.ts'
import type { Recent } from './recent-answers.ts'

type Db = Kysely<Tables>
export type Lists = {
  readonly db: Db
  readonly search: LibrarySearch
  readonly playlists: PlaylistSearch
  readonly recent: Recent
  /** Answers older than those of `recent`. */
  readonly seldom: Recent
}

export async function listTracks(
  { db, search }: Lists,
  householdId: HouseholdId,
  query: TrackQuery,
  viewer: UserId | undefined,
): Promise<Page<Track>> {
  if (query.q?.trim()) {
    return ranked(search, householdId, 'tracks', { ...query, q: query.q }, (ids) =>
      tracksById(db, householdId, ids),
    )
  }
  const { sort = 'title', genre } = query
  const isOfGenre = await ofGenre(db, householdId, genre)
  const list = listName('tracks', sort, genre)
  const after = placeOf(list, query.cursor)
  const base = db
    .selectFrom('library_tracks as track')
    .select(TRACK_COLUMNS.map((column) => `track.${column}` as const))
    .where('track.household_id', '=', householdId)
    .where(sql<boolean>`track.missing = 0`)
    .$if(isOfGenre !== null, (rest) => (isOfGenre ? rest.where(isOfGenre) : rest))
    .limit(query.limit + 1)
  if (sort === 'title') {
    const rows = await base
      .$if(after !== null, (rest) =>
        rest.where(sql<boolean>`(track.title_key, track.id) > (${after?.[0]}, ${after?.[1]})`),
      )
      .orderBy('track.title_key')
      .orderBy('track.id')
      .execute()
    return pageOf(list, rows, query, (row) => [row.title_key, row.id], trackOf)
  }
  if (sort === 'added') {
    const rows = await base
      .$if(after !== null, (rest) =>
        rest.where(sql<boolean>`(track.added_at, track.id) < (${after && numberIn(after)}, ${after?.[1]})`),
      )
      .orderBy('track.added_at', 'desc')
      .orderBy('track.id', 'desc')
      .execute()
    return pageOf(list, rows, query, (row) => [String(row.added_at), row.id], trackOf)
  }
  return filled(
    list,
    query,
    after,
    (limit, from) => tracksDone(db, viewer, sort, from, limit),
    (ids) => tracksById(db, householdId, ids, genre),
  )
}

export async function listAlbums(
  lists: Lists,
  householdId: HouseholdId,
  query: AlbumQuery,
  viewer: UserId | undefined,
): Promise<Page<Album>> {
  const { db, search } = lists
  if (query.q?.trim()) {
    return ranked(search, householdId, 'albums', { ...query, q: query.q }, (ids) =>
      albumsById(db, householdId, ids),
    )
  }
  const { sort = 'title', genre, year, seed = 0 } = query
  const isOfGenre = await ofGenre(db, householdId, genre)
  const list = listName('albums', sort, genre, year, sort === 'random' ? seed : undefined)
  const after = placeOf(list, query.cursor)
  const base = db
    .selectFrom('library_albums')
    .where('household_id', '=', householdId)
    .where(albumSounds)
    .$if(year !== undefined, (rest) => rest.where('year', '=', year ?? null))
    .$if(isOfGenre !== null, (rest) =>
      rest.where('library_albums.id', 'in', (row) =>
        row
          .selectFrom('library_tracks as track')
          .select('track.album_id')
          .where('track.household_id', '=', householdId)
          .where((track) => isOfGenre?.(track) ?? track.lit(true))
          .where(sql<boolean>`track.missing = 0`)
          .$castTo<{ album_id: string }>(),
      ),
    )
  if (sort === 'random') {
    const group = listName('albums of', householdId, genre, year)
    const rows = await lists.recent(group, () => base.select('id').execute())
    const ids = rows.map((row) => row.id)
    const shown = inRandomOrder(ids, seed, after, query.limit + 1)
    const albums = await albumsById(
      db,
      householdId,
      shown.slice(0, query.limit).map(({ id }) => id),
    )
    const last = shown[query.limit - 1]
    const more = shown.length > query.limit && last !== undefined
    return { items: albums, nextCursor: more ? cursorOf(list, [last.key, last.id]) : null }
  }
  if (sort === 'played' || sort === 'plays') {
    return filled(
      list,
      query,
      after,
      (limit, from) => albumsPlayed(db, viewer, sort, from, limit),
      async (ids) => {
        const shown = await base
          .select('id')
          .where('library_albums.id', 'in', [...ids])
          .execute()
        const chosen = new Set(shown.map((row) => row.id))
        return albumsById(
          db,
          householdId,
          ids.filter((id) => chosen.has(id)),
        )
      },
    )
  }
  const rows = await ordered(base.select(ALBUM_COLUMNS), sort, after, query.limit + 1)
  const page = pageOf(
    list,
    rows,
    query,
    (row) => [String(row.value), row.id],
    (row) => row,
  )
  return { items: await withTrackCounts(db, page.items), nextCursor: page.nextCursor }
}

type ValuedAlbum = AlbumRow & { readonly value: string | number }

function ordered(
  albums: ReturnType<typeof albumRows>,
  sort: 'title' | 'artist' | 'year' | 'added',
  after: Place | null,
  limit: number,
): Promise<readonly ValuedAlbum[]> {
  if (sort === 'title' || sort === 'artist') {
    const key = sql.ref<string>(sort === 'title' ? 'title_key' : 'artist_key')
    return albums
      .select(key.as('value'))
      .$if(after !== null, (rest) => rest.where(sql<boolean>`(${key}, id) > (${after?.[0]}, ${after?.[1]})`))
      .orderBy(key)
      .orderBy('id')
      .limit(limit)
      .execute()
  }
  const value = sort === 'year' ? sql<number>`coalesce(year, 0)` : sql<number>`added_at`
  return albums
    .select(value.as('value'))
    .$if(after !== null, (rest) =>
      rest.where(sql<boolean>`(${value}, id) < (${after && numberIn(after)}, ${after?.[1]})`),
    )
    .orderBy(value, 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

export async function listArtists(
  { db, search }: Lists,
  householdId: HouseholdId,
  query: LibraryQuery,
): Promise<Page<Artist>> {
  if (query.q?.trim()) {
    return ranked(search, householdId, 'artists', { ...query, q: query.q }, (ids) =>
      artistsById(db, householdId, ids),
    )
  }
  const after = placeOf('artists', query.cursor)
  const rows = await db
    .selectFrom('library_artists')
    .select(['id', 'name', 'name_key'])
    .where('household_id', '=', householdId)
    .where(artistSounds)
    .$if(after !== null, (rest) => rest.where(sql<boolean>`(name_key, id) > (${after?.[0]}, ${after?.[1]})`))
    .orderBy('name_key')
    .orderBy('id')
    .limit(query.limit + 1)
    .execute()
  const page = pageOf(
    'artists',
    rows,
    query,
    (row) => [row.name_key, row.id],
    (row) => row,
  )
  return { items: await withArtistCounts(db, page.items), nextCursor: page.nextCursor }
}

type Candidate = { readonly id: string; readonly key: string }

/** What the search found and is still there. */
function ranked<Item>(
  search: LibrarySearch,
  householdId: HouseholdId,
  kind: Kind,
  query: { readonly q: string; readonly limit: number; readonly cursor?: string | undefined },
  fetch: (ids: readonly string[]) => Promise<readonly Item[]>,
): Promise<Page<Item>> {
  const list = listName(kind, 'q', query.q)
  const find = async (limit: number, after: Place | null) =>
    (await search.find(householdId, query.q, [kind], { limit, after }))[kind] ?? []
  return filled(list, query, placeOf(list, query.cursor), find, fetch)
}

/** A page of what is still there of candidates that come in order: those that are not are passed over. */
async function filled<Item>(
  list: string,
  { limit }: { readonly limit: number },
  from: Place | null,
  find: (limit: number, after: Place | null) => Promise<readonly Candidate[]>,
  fetch: (ids: readonly string[]) => Promise<readonly Item[]>,
): Promise<Page<Item>> {
  let after = from
  const items: Item[] = []
  for (;;) {
    const found = await find(limit + 1, after)
    const shown = found.slice(0, limit - items.length)
    const last = shown.at(-1)
    if (last === undefined) return { items, nextCursor: null }
    items.push(...(await fetch(shown.map(({ id }) => id))))
    if (found.length <= shown.length) return { items, nextCursor: null }
    after = [last.key, last.id]
    if (items.length >= limit) return { items, nextCursor: cursorOf(list, after) }
  }
}

function listName(...parts: readonly (string | number | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(' ')
}

export function pageOf<Row, Item>(
  list: string,
  rows: readonly Row[],
  { limit }: { readonly limit: number },
  place: (row: Row) => Place,
  item: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map(item),
    nextCursor: rows.length > limit && last !== undefined ? cursorOf(list, place(last)) : null,
  }
}
