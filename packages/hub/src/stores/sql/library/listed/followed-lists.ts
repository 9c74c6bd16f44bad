import type { HouseholdId, PlaylistView } from '@baton/protocol'
import type { Kysely } from 'kysely'
import type { FollowedList } from '#engine'
import type { Tables } from '../../tables/tables.ts'

/** Those whose file is gone too, as long as they can come back. */
export async function followedLists(
  db: Kysely<Tables>,
  householdId: HouseholdId,
): Promise<readonly FollowedList[]> {
  const rows = await db
    .selectFrom('playlist')
    .select('view')
    .where('household_id', '=', householdId)
    .where('file_folder', 'is not', null)
    .orderBy('id')
    .execute()
  return rows.flatMap(({ view }) => {
    const { playlistId, file, deletedAt } = JSON.parse(view) as PlaylistView
    return file ? [{ playlistId, file, isGone: deletedAt !== null }] : []
  })
}
