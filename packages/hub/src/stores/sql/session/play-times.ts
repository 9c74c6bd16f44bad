import type { HouseholdId } from '@baton/protocol'
import type { Kysely } from 'kysely'
import type { LogMark, PlayTimes } from '#engine'
import type { SqlDatabase } from '../runtime/database.ts'
import type { Tables } from '../tables/tables.ts'

/** The plays of all households of this database. */
export function sqlPlayTimes({ kysely }: Pick<SqlDatabase, 'kysely'>): PlayTimes {
  return {
    mark: () => markOf(kysely),
    async newest() {
      const { newest } = await kysely
        .selectFrom('play')
        .select((play) => play.fn.max('at').as('newest'))
        .executeTakeFirstOrThrow()
      return newest === null ? null : Number(newest)
    },
    move: (since, { from, until }, byMs) =>
      kysely.transaction().execute(async (transaction) => {
        const mark = await markOf(transaction)
        for (const id of mark.keys()) {
          await transaction
            .updateTable('play')
            .set((row) => ({ at: row('at', '+', byMs) }))
            .where('household_id', '=', id)
            .where('seq', '>', since.get(id) ?? 0)
            .where('at', '>=', from)
            .where('at', '<=', until)
            .execute()
        }
        return mark
      }),
  }
}

async function markOf(db: Kysely<Tables>): Promise<LogMark> {
  const rows = await db.selectFrom('household').select(['id', 'seq']).execute()
  return new Map(rows.map(({ id, seq }) => [id as HouseholdId, Number(seq)]))
}
