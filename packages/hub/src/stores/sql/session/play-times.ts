import type { HouseholdId } from '@baton/protocol'
import type { PlayTimes } from '#engine'
import type { SqlDatabase } from '../runtime/database.ts'

/** The plays of all households of this database. */
export function sqlPlayTimes({ kysely }: Pick<SqlDatabase, 'kysely'>): PlayTimes {
  const households = () => kysely.selectFrom('household').select(['id', 'seq']).execute()
  return {
    mark: async () => new Map((await households()).map(({ id, seq }) => [id as HouseholdId, Number(seq)])),
    async move(since, { from, until }, byMs) {
      let moved = 0
      for (const { id } of await households()) {
        const { numUpdatedRows } = await kysely
          .updateTable('play')
          .set((row) => ({ at: row('at', '+', byMs) }))
          .where('household_id', '=', id)
          .where('seq', '>', since.get(id as HouseholdId) ?? 0)
          .where('at', '>=', from)
          .where('at', '<=', until)
          .executeTakeFirst()
        moved += Number(numUpdatedRows)
      }
      return moved
    },
  }
}
