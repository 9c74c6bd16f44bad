import type { DeviceView, HealthCode, HealthComponent, HealthStatus } from '@baton/protocol'
import { sql } from 'kysely'
import type { HealthRecords, HealthRow, RecordedTransition } from '#engine'
import { chunks } from '../runtime/chunks.ts'
import type { SqlDatabase } from '../runtime/database.ts'
import { parsed } from '../runtime/script.ts'
import { healthRowOf, NOBODY } from './rows.ts'

/** A statement takes so many parameters on every engine. */
const ROWS_AT_ONCE = 100
const HOUSEHOLDS_AT_ONCE = 1_000

export function sqlHealthRecords({ kysely: db }: SqlDatabase): HealthRecords {
  return {
    async present(householdIds) {
      const rows: HealthRow[] = []
      for (const some of chunks([NOBODY, ...householdIds], HOUSEHOLDS_AT_ONCE)) {
        const found = await db
          .selectFrom('health_state')
          .selectAll()
          .where('household_id', 'in', some)
          .execute()
        rows.push(...found.map(healthRowOf))
      }
      return rows
    },
    async write(rows, transitions) {
      if (rows.length + transitions.length === 0) return
      await db.transaction().execute(async (transaction) => {
        // In one order, so that workers never wait for each other in a circle.
        for (const some of chunks(rows.toSorted(byKey), ROWS_AT_ONCE)) {
          await transaction
            .insertInto('health_state')
            .values(
              some.map((row) => ({
                ...keyOf(row),
                status: row.status,
                code: row.code,
                figures: JSON.stringify(row.figures),
                since: row.since,
                seen_at: row.seenAt,
              })),
            )
            .onConflict((conflict) =>
              conflict.columns(['household_id', 'worker', 'component']).doUpdateSet(({ ref }) => ({
                status: ref('excluded.status'),
                code: ref('excluded.code'),
                figures: ref('excluded.figures'),
                since: ref('excluded.since'),
                seen_at: ref('excluded.seen_at'),
              })),
            )
            .execute()
        }
        for (const some of chunks(transitions.toSorted(byKey), ROWS_AT_ONCE)) {
          await transaction
            .insertInto('health_transition')
            .values(
              some.map((transition) => ({
                ...keyOf(transition),
                at: transition.at,
                status: transition.status,
                code: transition.code,
                was: transition.from,
              })),
            )
            .onConflict((conflict) => conflict.doNothing())
            .execute()
        }
      })
    },
    async transitions(householdId, since, most) {
      const newest = await db
        .selectFrom('health_transition')
        .select(['worker', 'component', 'at', 'status', 'code', 'was'])
        .where('household_id', 'in', [NOBODY, householdId])
        .where('at', '>=', since)
        .orderBy('at', 'desc')
        .orderBy('worker', 'desc')
        .orderBy('component', 'desc')
        .limit(most)
        .execute()
      return newest.reverse().map(({ worker, component, at, status, code, was }) => ({
        component: component as HealthComponent,
        worker: worker === NOBODY ? null : worker,
        at,
        status: status as HealthStatus,
        code: code as HealthCode,
        from: was as HealthStatus | null,
      }))
    },
    async forget(worker) {
      await db.deleteFrom('health_state').where('worker', '=', worker).execute()
    },
    async prune({ transitionsBefore, keepOfEach, workersBefore }) {
      await db
        .deleteFrom('health_state')
        .where('worker', '<>', NOBODY)
        .where('seen_at', '<', workersBefore)
        .execute()
      await db.deleteFrom('health_transition').where('at', '<', transitionsBefore).execute()
      await sql`
        delete from health_transition where exists (
          select 1 from (
            select household_id, worker, component, at,
              row_number() over (partition by household_id, worker, component order by at desc) as nth
            from health_transition
          ) as ranked
          where ranked.nth > ${keepOfEach}
            and ranked.household_id = health_transition.household_id and ranked.worker = health_transition.worker
            and ranked.component = health_transition.component and ranked.at = health_transition.at
        )`.execute(db)
    },
    async devices(householdId) {
      const rows = await db
        .selectFrom('device')
        .select('view')
        .where('household_id', '=', householdId)
        .orderBy('id')
        .execute()
      return rows.map(({ view }) => parsed<DeviceView>(view, () => 'a device'))
    },
  }
}

type Named = Pick<RecordedTransition, 'householdId' | 'worker' | 'component'>

function keyOf({ householdId, worker, component }: Named) {
  return { household_id: householdId ?? NOBODY, worker: worker ?? NOBODY, component }
}

function byKey(a: Named, b: Named): number {
  return textOf(a) < textOf(b) ? -1 : 1
}

function textOf({ householdId, worker, component }: Named): string {
  return `${householdId ?? NOBODY} ${worker ?? NOBODY} ${component}`
}
