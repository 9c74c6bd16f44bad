// A track is of the genre that stands in its row, and of those that it names beside. Most genres are never named beside
// another: then the index that has them in order answers alone.
import { type ExpressionBuilder, type Kysely, sql } from 'kysely'
import type { LibraryTrackTable } from '../../tables/library.ts'
import type { Tables } from '../../tables/tables.ts'
import { sortKey } from '../rows/fold-text.ts'

type Tracks = ExpressionBuilder<Tables & { track: LibraryTrackTable }, 'track'>

export async function ofGenre(db: Kysely<Tables>, householdId: string, genre: string | undefined) {
  if (genre === undefined) return null
  const key = sortKey(genre)
  const beside = await db
    .selectFrom('library_track_genres')
    .select('track_id')
    .where('genre_key', '=', key)
    .limit(1)
    .executeTakeFirst()
  if (!beside) return (row: Tracks) => row('track.genre_key', '=', key)
  return (row: Tracks) =>
    row(
      'track.id',
      'in',
      row
        .selectFrom('library_tracks as first')
        .select('first.id')
        .where('first.household_id', '=', householdId)
        .where('first.genre_key', '=', key)
        .where(sql<boolean>`first.missing = 0`)
        .union(
          row
            .selectFrom('library_track_genres as further')
            .select('further.track_id as id')
            .where('further.genre_key', '=', key),
        ),
    )
}
