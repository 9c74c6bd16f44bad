// What uploads ask the library: whether it has a file already, which track a file became, how much room there is.
import type { HouseholdId, TrackId } from '@baton/protocol'
import { type Kysely, sql } from 'kysely'
import type { TrackContent } from '#engine'
import type { Tables } from '../../tables/tables.ts'
import { contentOf, contents } from './folders-files.ts'

type Db = Kysely<Tables>

/** Music files of one size are few; more of them are looked at by nobody. */
const MOST_OF_SIZE = 50

export async function trackAt(
  db: Db,
  householdId: HouseholdId,
  folderId: string,
  path: string,
): Promise<TrackId | null> {
  const row = await db
    .selectFrom('library_tracks')
    .select('id')
    .where('household_id', '=', householdId)
    .where('folder_id', '=', folderId)
    .where((row) => row.or([row('path', '=', path), row('part_of', '=', path)]))
    .where('missing', '=', 0)
    .orderBy('path')
    .limit(1)
    .executeTakeFirst()
  return row ? (row.id as TrackId) : null
}

export async function contentsOfSize(
  db: Db,
  householdId: HouseholdId,
  sizeBytes: number,
): Promise<readonly TrackContent[]> {
  const rows = await contents(db)
    .where('track.household_id', '=', householdId)
    .where('track.size_bytes', '=', sizeBytes)
    .where('track.missing', '=', 0)
    .orderBy('track.id')
    .limit(MOST_OF_SIZE)
    .execute()
  return rows.map((row) => contentOf(row))
}

export async function folderBytes(db: Db, householdId: HouseholdId, folderId: string): Promise<number> {
  const row = await db
    .selectFrom((files) =>
      files
        .selectFrom('library_tracks')
        .select(['size_bytes', sql<string>`coalesce(part_of, path)`.as('file')])
        .distinct()
        .where('household_id', '=', householdId)
        .where('folder_id', '=', folderId)
        .where('missing', '=', 0)
        .as('files'),
    )
    .select(sql<number | string | null>`sum(size_bytes)`.as('bytes'))
    .executeTakeFirst()
  return Number(row?.bytes ?? 0)
}
