import type { HouseholdId } from '@baton/protocol'
import { sql } from 'kysely'
import type { Installation } from '#engine'
import type { SqlDatabase } from '../runtime/database.ts'

/** What the workers of one database share. Instants are the database's own: no worker's clock has a say. */
export function sqlInstallation({ kysely, engine }: SqlDatabase): Installation {
  const now =
    engine === 'sqlite'
      ? sql<number>`cast(unixepoch('subsec') * 1000 as integer)`
      : sql<number>`cast(extract(epoch from clock_timestamp()) * 1000 as bigint)`
  return {
    async agree(key, offered) {
      await kysely
        .insertInto('installation')
        .values({ key, value: offered })
        .onConflict((conflict) => conflict.column('key').doNothing())
        .execute()
      const { value } = await kysely
        .selectFrom('installation')
        .select('value')
        .where('key', '=', key)
        .executeTakeFirstOrThrow()
      return value
    },
    async takeLease(name, holder, forMs) {
      const { rows } = await sql<{ generation: number }>`
        insert into lease (name, holder, until, generation) values (${name}, ${holder}, ${now} + ${forMs}, 1)
        on conflict (name) do update set
          holder = excluded.holder,
          until = excluded.until,
          generation = lease.generation +
            case when lease.holder = excluded.holder and lease.until > ${now} then 0 else 1 end
        where lease.holder = excluded.holder or lease.until <= ${now}
        returning generation`.execute(kysely)
      return rows[0]?.generation ?? null
    },
    async giveUpLease(name, holder) {
      await kysely
        .updateTable('lease')
        .set({ until: 0 })
        .where('name', '=', name)
        .where('holder', '=', holder)
        .execute()
    },
    async leaveErrand(name, householdId) {
      await kysely
        .insertInto('errand')
        .values({ name, household_id: householdId })
        .onConflict((conflict) => conflict.columns(['name', 'household_id']).doNothing())
        .execute()
    },
    async takeErrands(names) {
      const rows = await kysely.deleteFrom('errand').where('name', 'in', names).returningAll().execute()
      return rows.map(({ name, household_id }) => ({ name, householdId: household_id as HouseholdId }))
    },
  }
}
