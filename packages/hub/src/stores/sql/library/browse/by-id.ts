// The rows of some ids in the order of the ids, less those that are missing.
import type { HouseholdId } from '@baton/protocol'
import type { Kysely } from 'kysely'
import type { Tables } from '../../tables/tables.ts'
import { ALBUM_COLUMNS, genresOf, TRACK_COLUMNS, type TrackRow, trackOf } from '../rows/columns.ts'
import { sortKey } from '../rows/fold-text.ts'
import { albumSounds, artistSounds, withArtistCounts, withTrackCounts } from './album-artist-pages.ts'

type Db = Kysely<Tables>

export function albumRows(db: Db) {
  return db.selectFrom('library_albums').select(ALBUM_COLUMNS)
}

export async function tracksById(db: Db, householdId: HouseholdId, ids: readonly string[], genre?: string) {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('library_tracks')
    .select([...TRACK_COLUMNS, 'household_id', 'genre_key'])
    .where('id', 'in', ids)
    .execute()
  const key = genre === undefined ? null : sortKey(genre)
  const isOf = (row: (typeof rows)[number]) =>
    row.genre_key === key || genresOf(row).some((name) => sortKey(name) === key)
  const fits = (row: (typeof rows)[number]) => row.missing === 0 && (key === null || isOf(row))
  return inOrder(householdId, ids, rows.filter(fits)).map((row: TrackRow) => trackOf(row))
}

export async function albumsById(db: Db, householdId: HouseholdId, ids: readonly string[]) {
  if (ids.length === 0) return []
  const rows = await albumRows(db)
    .select('library_albums.household_id')
    .where(albumSounds)
    .where('library_albums.id', 'in', ids)
    .execute()
  return withTrackCounts(db, inOrder(householdId, ids, rows))
}

export async function artistsById(db: Db, householdId: HouseholdId, ids: readonly string[]) {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('library_artists')
    .select(['id', 'name', 'household_id'])
    .where(artistSounds)
    .where('id', 'in', ids)
    .execute()
  return withArtistCounts(db, inOrder(householdId, ids, rows))
}

/** The household is looked at here and not in the query: SQLite would choose its index, and read all of it. */
function inOrder<Row extends { readonly id: string; readonly household_id: string }>(
  householdId: HouseholdId,
  ids: readonly string[],
  rows: readonly Row[],
): Row[] {
  const byId = new Map(rows.filter((row) => row.household_id === householdId).map((row) => [row.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}
