import type { HouseholdId } from '@baton/protocol'
import { sql, type Transaction } from 'kysely'
import type { Tables } from '../../tables/tables.ts'

/**
 * The stamp of the change that this transaction makes. It is taken under the row's lock, so that whoever has read up
 * to a stamp has missed nothing at or below it.
 */
export async function nextStamp(
  transaction: Transaction<Tables>,
  householdId: HouseholdId,
  what: 'rows are written' | 'rows are gone' = 'rows are written',
): Promise<number> {
  const { rows } = await sql<{ stamp: number }>`
    insert into library_heads (household_id, stamp, reload) values (${householdId}, 1, 0)
    on conflict (household_id) do update set stamp = library_heads.stamp + 1
    returning stamp`.execute(transaction)
  const stamp = rows[0]?.stamp
  if (stamp === undefined) throw new Error('The library’s stamp was not written')
  if (what === 'rows are gone') {
    await transaction
      .updateTable('library_heads')
      .set({ reload: stamp })
      .where('household_id', '=', householdId)
      .execute()
  }
  return stamp
}
