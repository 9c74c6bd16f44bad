// Lists of the library. A list is one keyset query over (sort key, id), or, with words to search for, a part of the
// ranking that the search gives.
import type {
  Album,
  AlbumQuery,
  Artist,
  HouseholdId,
  LibraryQuery,
  Page,
  ScanProblem,
  Track,
  TrackQuery,
  UserId,
} from '@baton/protocol'
import { type Kysely, sql } from 'kysely'
import { cursorOf, numberIn, type Place, placeOf } from './library-cursor.ts'
import { sortKey } from './library-fold.ts'
import { albumSounds, artistSounds, withArtistCounts, withTrackCounts } from './library-pages.ts'
import { inRandomOrder } from './library-random.ts'
import {
  ALBUM_COLUMNS,
  type AlbumRow,
  problemCode,
  problemText,
  TRACK_COLUMNS,
  type TrackRow,
  trackOf,
} from './library-rows.ts'
import type { Kind, LibrarySearch } from './library-search.ts'
import type { Tables } from './tables.ts'

type Db = Kysely<Tables>
type Lists = { readonly db: Db; readonly search: LibrarySearch }

/** Nobody's id: who is nobody has neither played nor liked anything. */
const NOTHING_DONE = ''

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
  const list = listName('tracks', sort, genre)
  const after = placeOf(list, query.cursor)
  const base = db
    .selectFrom('library_tracks as track')
    .select(TRACK_COLUMNS.map((column) => `track.${column}` as const))
    .where('track.household_id', '=', householdId)
    .where(sql<boolean>`track.missing = 0`)
    .$if(genre !== undefined, (rest) => rest.where('track.genre_key', '=', sortKey(genre ?? '')))
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
  const value = TRACK_VALUES[sort]
  const rows = await base
    .$if(sort === 'played' || sort === 'plays', (rest) =>
      rest.innerJoin(playsOf(db, viewer).as('played'), 'played.track_id', 'track.id'),
    )
    .$if(sort === 'liked', (rest) =>
      rest.innerJoin('liked', (join) =>
        join.onRef('liked.track_id', '=', 'track.id').on('liked.user_id', '=', viewer ?? NOTHING_DONE),
      ),
    )
    .select(value.as('value'))
    .$if(after !== null, (rest) =>
      rest.where(sql<boolean>`(${value}, track.id) < (${after && numberIn(after)}, ${after?.[1]})`),
    )
    .orderBy(value, 'desc')
    .orderBy('track.id', 'desc')
    .execute()
  return pageOf(list, rows, query, (row) => [String(row.value), row.id], trackOf)
}

const TRACK_VALUES = {
  added: sql<number>`track.added_at`,
  played: sql<number>`played.last`,
  plays: sql<number>`played.times`,
  liked: sql<number>`liked.at`,
} as const

function playsOf(db: Db, viewer: UserId | undefined) {
  return db
    .selectFrom('play')
    .select(['track_id', sql<number>`max(at)`.as('last'), sql<number>`count(*)`.as('times')])
    .where('user_id', '=', viewer ?? NOTHING_DONE)
    .groupBy('track_id')
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
  const list = listName('albums', sort, genre, year, sort === 'random' ? seed : undefined)
  const after = placeOf(list, query.cursor)
  const base = db
    .selectFrom('library_albums')
    .where('household_id', '=', householdId)
    .where(albumSounds)
    .$if(year !== undefined, (rest) => rest.where('year', '=', year ?? null))
    .$if(genre !== undefined, (rest) =>
      rest.where('library_albums.id', 'in', (row) =>
        row
          .selectFrom('library_tracks as track')
          .select('track.album_id')
          .where('track.household_id', '=', householdId)
          .where('track.genre_key', '=', sortKey(genre ?? ''))
          .where(sql<boolean>`track.missing = 0`)
          .$castTo<{ album_id: string }>(),
      ),
    )
  if (sort === 'random') {
    const ids = (await base.select('id').execute()).map((row) => row.id)
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
  const rows = await ordered(lists, base.select(ALBUM_COLUMNS), { sort, after, viewer, limit: query.limit })
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
  { db }: Lists,
  albums: ReturnType<typeof albumRows>,
  {
    sort,
    after,
    viewer,
    limit,
  }: {
    readonly sort: 'title' | 'artist' | 'year' | 'added' | 'played' | 'plays'
    readonly after: Place | null
    readonly viewer: UserId | undefined
    readonly limit: number
  },
): Promise<readonly ValuedAlbum[]> {
  if (sort === 'title' || sort === 'artist') {
    const key = sql.ref<string>(sort === 'title' ? 'title_key' : 'artist_key')
    return albums
      .select(key.as('value'))
      .$if(after !== null, (rest) => rest.where(sql<boolean>`(${key}, id) > (${after?.[0]}, ${after?.[1]})`))
      .orderBy(key)
      .orderBy('id')
      .limit(limit + 1)
      .execute()
  }
  const value = ALBUM_VALUES[sort]
  const plays = db
    .selectFrom('play')
    .innerJoin('library_tracks', 'library_tracks.id', 'play.track_id')
    .select(['library_tracks.album_id', sql<number>`max(at)`.as('last'), sql<number>`count(*)`.as('times')])
    .where('play.user_id', '=', viewer ?? NOTHING_DONE)
    .groupBy('library_tracks.album_id')
  return albums
    .select(value.as('value'))
    .$if(sort === 'played' || sort === 'plays', (rest) =>
      rest.innerJoin(plays.as('played'), 'played.album_id', 'library_albums.id'),
    )
    .$if(after !== null, (rest) =>
      rest.where(sql<boolean>`(${value}, id) < (${after && numberIn(after)}, ${after?.[1]})`),
    )
    .orderBy(value, 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

function albumRows(db: Db) {
  return db.selectFrom('library_albums').select(ALBUM_COLUMNS)
}

const ALBUM_VALUES = {
  year: sql<number>`coalesce(year, 0)`,
  added: sql<number>`added_at`,
  played: sql<number>`played.last`,
  plays: sql<number>`played.times`,
} as const

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

export async function listProblems(
  db: Db,
  householdId: HouseholdId,
  { limit, cursor }: LibraryQuery,
): Promise<Page<ScanProblem>> {
  const after = placeOf('problems', cursor)
  const rows = await db
    .selectFrom('library_scan_errors as problem')
    .innerJoin('library_folders as folder', 'folder.id', 'problem.folder_id')
    .select(['folder.path as folder', 'problem.folder_id', 'problem.path', 'problem.code', 'problem.seen_at'])
    .where('problem.household_id', '=', householdId)
    .$if(after !== null, (rest) =>
      rest.where(sql<boolean>`(problem.folder_id, problem.path) > (${after?.[0]}, ${after?.[1]})`),
    )
    .orderBy('problem.folder_id')
    .orderBy('problem.path')
    .limit(limit + 1)
    .execute()
  return pageOf(
    'problems',
    rows,
    { limit },
    (row) => [row.folder_id, row.path],
    (row) => {
      const code = problemCode(row.code)
      return { folder: row.folder, path: row.path, code, message: problemText(code), seenAt: row.seen_at }
    },
  )
}

/** The rows of these ids in the order of the ids, less those that are missing. */
export async function tracksById(db: Db, householdId: HouseholdId, ids: readonly string[]) {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('library_tracks')
    .select(TRACK_COLUMNS)
    .where('household_id', '=', householdId)
    .where('missing', '=', 0)
    .where('id', 'in', ids)
    .execute()
  return inOrder(ids, rows).map((row: TrackRow) => trackOf(row))
}

export async function albumsById(db: Db, householdId: HouseholdId, ids: readonly string[]) {
  if (ids.length === 0) return []
  const rows = await albumRows(db)
    .where('household_id', '=', householdId)
    .where(albumSounds)
    .where('id', 'in', ids)
    .execute()
  return withTrackCounts(db, inOrder(ids, rows))
}

export async function artistsById(db: Db, householdId: HouseholdId, ids: readonly string[]) {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('library_artists')
    .select(['id', 'name'])
    .where('household_id', '=', householdId)
    .where(artistSounds)
    .where('id', 'in', ids)
    .execute()
  return withArtistCounts(db, inOrder(ids, rows))
}

function inOrder<Row extends { readonly id: string }>(ids: readonly string[], rows: readonly Row[]): Row[] {
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

/** What the search found and is still there. Albums and artists may have fallen silent: those are passed over. */
async function ranked<Item>(
  search: LibrarySearch,
  householdId: HouseholdId,
  kind: Kind,
  { q, limit, cursor }: { readonly q: string; readonly limit: number; readonly cursor?: string | undefined },
  fetch: (ids: readonly string[]) => Promise<readonly Item[]>,
): Promise<Page<Item>> {
  const list = listName(kind, 'q', q)
  let after = placeOf(list, cursor)
  const items: Item[] = []
  for (;;) {
    const found = (await search.find(householdId, q, [kind], { limit: limit + 1, after }))[kind] ?? []
    const shown = found.slice(0, limit - items.length)
    items.push(...(await fetch(shown.map(({ id }) => id))))
    const last = shown.at(-1)
    if (last === undefined || found.length <= shown.length) return { items, nextCursor: null }
    after = [last.key, last.id]
    if (items.length >= limit) return { items, nextCursor: cursorOf(list, after) }
  }
}

function listName(...parts: readonly (string | number | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(' ')
}

function pageOf<Row, Item>(
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
