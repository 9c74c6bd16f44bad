import type { DeviceId, HouseholdId, SessionId, UserId } from '@baton/protocol'
import type { DisplayIdentity, DisplayStore } from '#engine'
import { chunks } from '../runtime/chunks.ts'
import type { SqlDatabase } from '../runtime/database.ts'
import type { DisplayTable } from '../tables/display.ts'
import { KEYS_AT_ONCE, passedCommands } from './passed-commands.ts'

const IDENTITY = ['device_id', 'household_id', 'user_id', 'session_id'] as const

export function sqlDisplays({ kysely: db }: SqlDatabase): DisplayStore {
  return {
    putProvision: (provision, now, most) =>
      db.transaction().execute(async (transaction) => {
        await transaction.deleteFrom('display_provision').where('expires_at', '<=', now).execute()
        const { waiting } = await transaction
          .selectFrom('display_provision')
          .select(({ fn }) => fn.countAll<number>().as('waiting'))
          .executeTakeFirstOrThrow()
        if (Number(waiting) >= most) return 'full'
        const { playerKey, code, expiresAt, network, claimHash, model, firmware } = provision
        const put = await transaction
          .insertInto('display_provision')
          .values({
            player_key: playerKey,
            code,
            expires_at: expiresAt,
            network,
            claim_hash: claimHash,
            model,
            firmware,
          })
          .onConflict((conflict) => conflict.column('code').doNothing())
          .executeTakeFirst()
        return put.numInsertedOrUpdatedRows === 1n ? 'put' : 'taken'
      }),

    async provisionByCode(code, now) {
      const row = await db
        .selectFrom('display_provision')
        .selectAll()
        .where('code', '=', code)
        .where('expires_at', '>', now)
        .executeTakeFirst()
      if (!row) return null
      const { player_key, expires_at: expiresAt, claim_hash: claimHash, network, model, firmware } = row
      return { playerKey: player_key as DeviceId, code, expiresAt, network, claimHash, model, firmware }
    },

    claim: (playerKey, { householdId, userId, sessionId }, at) =>
      db.transaction().execute(async (transaction) => {
        const taken = await transaction
          .deleteFrom('display_provision')
          .where('player_key', '=', playerKey)
          .returning(['network', 'claim_hash'])
          .executeTakeFirst()
        if (!taken) return false
        await transaction
          .insertInto('display')
          .values({
            device_id: playerKey,
            household_id: householdId,
            user_id: userId,
            session_id: sessionId,
            network: taken.network,
            claim_hash: taken.claim_hash,
            registered_at: at,
            token_hash: null,
            sealed_token: null,
            connection_id: null,
          })
          .execute()
        return true
      }),

    async handOut(playerKey) {
      const row = await db
        .selectFrom('display')
        .select(['network', 'claim_hash', 'registered_at'])
        .where('device_id', '=', playerKey)
        .where('token_hash', 'is', null)
        .executeTakeFirst()
      return row ? { network: row.network, claimHash: row.claim_hash, registeredAt: row.registered_at } : null
    },

    async putFirstToken(playerKey, tokenHash, sealedToken = null) {
      const put = await db
        .updateTable('display')
        .set({ token_hash: tokenHash, sealed_token: sealedToken, network: '', claim_hash: null })
        .where('device_id', '=', playerKey)
        .where('token_hash', 'is', null)
        .executeTakeFirst()
      return put.numUpdatedRows === 1n
    },

    async rotate(playerKey, userId, tokenHash, sealedToken = null) {
      const put = await db
        .updateTable('display')
        .set({ token_hash: tokenHash, sealed_token: sealedToken, network: '', claim_hash: null })
        .where('device_id', '=', playerKey)
        .where('user_id', '=', userId)
        .executeTakeFirst()
      return put.numUpdatedRows === 1n
    },

    async byToken(tokenHash) {
      const row = await db
        .selectFrom('display')
        .select(IDENTITY)
        .where('token_hash', '=', tokenHash)
        .executeTakeFirst()
      return row ? identityIn(row) : null
    },

    async byKey(playerKey) {
      const row = await db
        .selectFrom('display')
        .select(IDENTITY)
        .where('device_id', '=', playerKey)
        .where('token_hash', 'is not', null)
        .executeTakeFirst()
      return row ? identityIn(row) : null
    },

    async sealToken(playerKey, tokenHash, sealedToken) {
      await db
        .updateTable('display')
        .set({ sealed_token: sealedToken })
        .where('device_id', '=', playerKey)
        .where('token_hash', '=', tokenHash)
        .execute()
    },

    async credentials(playerKeys) {
      const all = db.selectFrom('display').select(['device_id', 'token_hash', 'sealed_token'])
      const found = []
      if (playerKeys === undefined) found.push(...(await all.execute()))
      else {
        for (const some of chunks(playerKeys, KEYS_AT_ONCE))
          found.push(...(await all.where('device_id', 'in', some).execute()))
      }
      return found.flatMap(({ device_id, token_hash: tokenHash, sealed_token: sealedToken }) =>
        tokenHash === null ? [] : [{ playerKey: device_id as DeviceId, tokenHash, sealedToken }],
      )
    },

    async online(most) {
      const rows = await db
        .selectFrom('display')
        .innerJoin('device', 'device.id', 'display.device_id')
        .select(IDENTITY.map((column) => `display.${column}` as const))
        .where('display.token_hash', 'is not', null)
        .where('device.online', '=', 1)
        .limit(most)
        .execute()
      return rows.map(identityIn)
    },

    async noteConnection(playerKey, connectionId) {
      await db
        .updateTable('display')
        .set({ connection_id: connectionId })
        .where('device_id', '=', playerKey)
        .execute()
    },

    ...passedCommands(db),

    async standing(playerKeys) {
      const found = []
      for (const some of chunks(playerKeys, KEYS_AT_ONCE)) {
        const rows = await db
          .selectFrom('display')
          .select(['device_id', 'token_hash', 'connection_id'])
          .where('device_id', 'in', some)
          .execute()
        found.push(...rows)
      }
      return found.map((row) => ({
        playerKey: row.device_id as DeviceId,
        tokenHash: row.token_hash,
        connectionId: row.connection_id,
      }))
    },
  }
}

function identityIn(row: Pick<DisplayTable, (typeof IDENTITY)[number]>): DisplayIdentity {
  return {
    playerKey: row.device_id as DeviceId,
    householdId: row.household_id as HouseholdId,
    userId: row.user_id as UserId,
    sessionId: row.session_id as SessionId,
  }
}
