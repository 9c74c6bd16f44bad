import type { UserId } from '@baton/protocol'
import type { Kysely, Selectable } from 'kysely'
import type { DeviceCode, DeviceCodeStore } from '#accounts'
import type { AccountDeviceCodeTable } from '../tables/accounts.ts'
import type { Tables } from '../tables/tables.ts'
import { scopesOf } from './rows.ts'

export function accountDeviceCodes(kysely: Kysely<Tables>): DeviceCodeStore {
  return {
    putDeviceCode: (code, most) =>
      kysely.transaction().execute(async (transaction) => {
        await transaction
          .deleteFrom('account_device_code')
          .where('expires_at', '<=', code.createdAt)
          .execute()
        const { waiting } = await transaction
          .selectFrom('account_device_code')
          .select(({ fn }) => fn.countAll<number>().as('waiting'))
          .executeTakeFirstOrThrow()
        if (Number(waiting) >= most) return false
        const put = await transaction
          .insertInto('account_device_code')
          .values({
            code_hash: code.codeHash,
            user_code: code.userCode,
            name: code.name,
            client_kind: code.kind,
            scopes: JSON.stringify(code.scopes),
            network: code.network,
            created_at: code.createdAt,
            expires_at: code.expiresAt,
            polled_at: code.polledAt,
            interval_ms: code.intervalMs,
            verdict: code.verdict,
            user_id: code.userId,
          })
          .onConflict((conflict) => conflict.column('user_code').doNothing())
          .executeTakeFirst()
        return put.numInsertedOrUpdatedRows === 1n
      }),

    async deviceCode(codeHash) {
      const row = await kysely
        .selectFrom('account_device_code')
        .selectAll()
        .where('code_hash', '=', codeHash)
        .executeTakeFirst()
      return row ? codeOf(row) : null
    },

    async deviceCodeByUserCode(userCode) {
      const row = await kysely
        .selectFrom('account_device_code')
        .selectAll()
        .where('user_code', '=', userCode)
        .executeTakeFirst()
      return row ? codeOf(row) : null
    },

    async notePoll(codeHash, at, intervalMs) {
      await kysely
        .updateTable('account_device_code')
        .set({ polled_at: at, interval_ms: intervalMs })
        .where('code_hash', '=', codeHash)
        .execute()
    },

    async decideDeviceCode(userCode, userId, verdict, at) {
      const decided = await kysely
        .updateTable('account_device_code')
        .set({ verdict, user_id: userId })
        .where('user_code', '=', userCode)
        .where('verdict', '=', 'pending')
        .where('expires_at', '>', at)
        .executeTakeFirst()
      return decided.numUpdatedRows === 1n
    },

    async takeDeviceCode(codeHash) {
      const taken = await kysely
        .deleteFrom('account_device_code')
        .where('code_hash', '=', codeHash)
        .where('verdict', '=', 'approved')
        .executeTakeFirst()
      return taken.numDeletedRows === 1n
    },
  }
}

function codeOf(row: Selectable<AccountDeviceCodeTable>): DeviceCode {
  return {
    codeHash: row.code_hash,
    userCode: row.user_code,
    name: row.name,
    kind: row.client_kind as DeviceCode['kind'],
    scopes: scopesOf(row.scopes),
    network: row.network,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    polledAt: row.polled_at,
    intervalMs: row.interval_ms,
    verdict: row.verdict as DeviceCode['verdict'],
    userId: row.user_id as UserId | null,
  }
}
