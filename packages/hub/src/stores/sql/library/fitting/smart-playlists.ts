import type { HouseholdId, PlaylistView } from '@baton/protocol'
import type { Kysely } from 'kysely'
import { viewOf } from '../../playlist/playlist-rows.ts'
import type { Tables } from '../../tables/tables.ts'

/** Those that are not deleted. */
export async function smartPlaylists(
  db: Kysely<Tables>,
  householdId: HouseholdId,
): Promise<readonly PlaylistView[]> {
  const rows = await db
    .selectFrom('playlist')
    .select('view')
    .where('household_id', '=', householdId)
    .where('by_rules', '=', 1)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map((row) => viewOf(row, () => `a smart playlist of household ${householdId}`))
}
