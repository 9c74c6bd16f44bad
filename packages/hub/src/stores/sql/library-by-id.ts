// The rows of some ids in the order of the ids, less those that are missing.
import type { HouseholdId } from '@baton/protocol'
import type { Kysely } from 'kysely'
import { sortKey } from './library-fold.ts'
import { albumSounds, artistSounds, withArtistCounts, withTrackCounts } from './library-pages.ts'
import { ALBUM_COLUMNS, TRACK_COLUMNS, type TrackRow, trackOf } from './library-rows.ts'
import type { Tables } from './tables.ts'

type Db = Kysely<Tables>

export function albumRows(db: Db) {
  return db.selectFrom('library_albums').select(ALBUM_COLUMNS)
}

export async function tracksById(db: Db, householdId: HouseholdId, ids: readonly string[], genre?: string) {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('library_tracks')
    .select(TRACK_COLUMNS)
    .where('household_id', '=', householdId)
    .where('missing', '=', 0)
    .where('id', 'in', ids)
    .$if(genre !== undefined, (rest) => rest.where('genre_key', '=', sortKey(genre ?? '')))
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
