import type { HouseholdId } from '@baton/protocol'
import type { Transaction } from 'kysely'
import type { Tables } from '../../tables/tables.ts'

/** Those among them that somebody likes, has played, or has in a playlist. */
export async function usedAmong(
  transaction: Transaction<Tables>,
  householdId: HouseholdId,
  trackIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (trackIds.length === 0) return new Set()
  const liked = transaction.selectFrom('liked').select('track_id').where('track_id', 'in', trackIds)
  const played = transaction
    .selectFrom('play')
    .select('track_id')
    .where('household_id', '=', householdId)
    .where('track_id', 'in', trackIds)
  const listed = transaction.selectFrom('playlist_entry').select('track_id').where('track_id', 'in', trackIds)
  const rows = await liked.union(played).union(listed).execute()
  return new Set(rows.map((row) => row.track_id))
}
