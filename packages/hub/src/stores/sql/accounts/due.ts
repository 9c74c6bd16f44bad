import type { HouseholdId } from '@baton/protocol'
import type { Transaction } from 'kysely'
import type { DueChange } from '#engine'
import type { Tables } from '../tables/tables.ts'

/** What a change of an account makes due, in the transaction of that change. */
export async function noteDue(
  transaction: Transaction<Tables>,
  householdId: HouseholdId,
  changes: readonly DueChange[],
): Promise<void> {
  for (const { key, due } of changes) {
    if (due === null) continue
    const row = { at: due.at, command: JSON.stringify(due.command) }
    await transaction
      .insertInto('due')
      .values({ household_id: householdId, key, ...row })
      .onConflict((conflict) => conflict.columns(['household_id', 'key']).doUpdateSet(row))
      .execute()
  }
}
