import type { HouseholdId, UserId } from '@baton/protocol'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { AuditDetails, AuditEntry, AuditKind, AuditStore } from '#accounts'
import type { AccountAuditTable } from '../tables/accounts.ts'
import type { Tables } from '../tables/tables.ts'

export function accountAudit(kysely: Kysely<Tables>): AuditStore {
  return {
    async addAudit(entry) {
      await kysely
        .insertInto('account_audit')
        .values({
          id: entry.id,
          household_id: entry.householdId,
          at: entry.at,
          kind: entry.kind,
          actor_id: entry.actorId,
          subject_id: entry.subjectId,
          sign_in_id: entry.signInId,
          network: entry.network,
          count: entry.count,
          details: JSON.stringify(entry.details),
        })
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet(({ eb, ref }) => ({
            count: eb(ref('account_audit.count'), '+', entry.count),
          })),
        )
        .execute()
    },

    async auditOf(householdId, before, limit) {
      const rows = await kysely
        .selectFrom('account_audit')
        .selectAll()
        .where('household_id', '=', householdId)
        .$if(before !== null, (query) =>
          query.where(({ eb, and, or }) =>
            or([
              eb('at', '<', before?.at ?? 0),
              and([eb('at', '=', before?.at ?? 0), eb('id', '<', before?.id ?? '')]),
            ]),
          ),
        )
        .orderBy('at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      return rows.map(entryOf)
    },

    async pruneAudit(olderThan, most) {
      const old = await kysely.deleteFrom('account_audit').where('at', '<', olderThan).executeTakeFirst()
      const over = await sql`delete from account_audit where id in (
        select id from (
          select id, row_number() over (partition by household_id order by at desc, id desc) as place
          from account_audit
        ) as placed where place > ${most})`.execute(kysely)
      return Number(old.numDeletedRows) + Number(over.numAffectedRows ?? 0)
    },
  }
}

function entryOf(row: Selectable<AccountAuditTable>): AuditEntry {
  return {
    id: row.id,
    householdId: row.household_id as HouseholdId,
    at: row.at,
    kind: row.kind as AuditKind,
    actorId: row.actor_id as UserId | null,
    subjectId: row.subject_id as UserId | null,
    signInId: row.sign_in_id,
    network: row.network,
    count: row.count,
    details: JSON.parse(row.details) as AuditDetails,
  }
}
