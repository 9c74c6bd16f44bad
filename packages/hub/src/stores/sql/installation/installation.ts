import type { HouseholdId } from '@baton/protocol'
import { sql } from 'kysely'
import type { Installation } from '#engine'
import type { SqlDatabase } from '../runtime/database.ts'
import { dialectOf } from '../runtime/dialect.ts'

/** What the workers of one database share. Instants are the database's own: no worker's clock has a say. */
export function sqlInstallation({ kysely, engine }: SqlDatabase): Installation {
  const now =
    engine === 'sqlite'
      ? sql<number>`cast(unixepoch('subsec') * 1000 as integer)`
      : sql<number>`cast(extract(epoch from clock_timestamp()) * 1000 as bigint)`
  const forUpdate = sql.raw(dialectOf(engine).forUpdate)
  /** One row per text, in the column `value`. However many they are: one parameter. */
  const each = (texts: readonly string[]) => {
    const list = JSON.stringify([...new Set(texts)])
    return engine === 'sqlite'
      ? sql`json_each(${list})`
      : sql`json_array_elements_text(cast(${list} as json))`
  }
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
    async takeLeases(names, holder, forMs) {
      // What another holds is left out before it could be locked; the last clause is what counts. In one order, so
      // that workers never wait for each other in a circle.
      const { rows } = await sql<{ name: string; generation: number }>`
        insert into lease (name, holder, until, generation)
        select asked.value, ${holder}, ${now} + ${forMs}, 1 from ${each(names)} as asked
        where not exists (
          select 1 from lease as other
          where other.name = asked.value and other.holder <> ${holder} and other.until > ${now}
        )
        order by asked.value
        on conflict (name) do update set
          holder = excluded.holder,
          until = excluded.until,
          generation = lease.generation +
            case when lease.holder = excluded.holder and lease.until > ${now} then 0 else 1 end
        where lease.holder = excluded.holder or lease.until <= ${now}
        returning name, generation`.execute(kysely)
      return new Map(rows.map(({ name, generation }) => [name, generation]))
    },
    async giveUpLeases(names, holder) {
      await sql`
        update lease set until = 0 where name in (
          select name from lease where holder = ${holder} and name in (select value from ${each(names)} as asked)
          order by name ${forUpdate}
        ) and holder = ${holder}`.execute(kysely)
    },
    async requestJob(name, householdId) {
      await kysely
        .insertInto('errand')
        .values({ name, household_id: householdId })
        .onConflict((conflict) => conflict.columns(['name', 'household_id']).doNothing())
        .execute()
    },
    async takeJobRequests(names, householdIds) {
      const { rows } = await sql<{ name: string; household_id: string }>`
        delete from errand
        where name in (select value from ${each(names)} as asked)
          and household_id in (select value from ${each(householdIds)} as asked)
        returning name, household_id`.execute(kysely)
      return rows.map(({ name, household_id }) => ({ name, householdId: household_id as HouseholdId }))
    },
  }
}
