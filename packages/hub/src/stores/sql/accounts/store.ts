// Users and credentials as rows: the one implementation of the AccountStore port, on both engines.
import { type DeviceId, type HouseholdId, INSTALLATION, type SessionId, type UserId } from '@baton/protocol'
import type { Kysely, Transaction } from 'kysely'
import type { AccountStore, NewUser, UserCreated } from '#accounts'
import { insertHousehold } from '../household/household-rows.ts'
import type { SqlDatabase } from '../runtime/database.ts'
import { insertSession } from '../session/session-rows.ts'
import type { Tables } from '../tables/tables.ts'
import { accountAudit } from './audit.ts'
import { accountDeviceCodes } from './device-codes.ts'
import { accountMembers } from './members.ts'
import { userOf, userRow } from './rows.ts'
import { accountSignIns, pruneSignIns } from './sign-ins.ts'

const SETUP_ROW = 1
const REVOCATIONS_KEPT_MS = 24 * 3_600_000

export function sqlAccountStore({ kysely }: SqlDatabase): AccountStore {
  return {
    ...accountSignIns(kysely),
    ...accountMembers(kysely),
    ...accountDeviceCodes(kysely),
    ...accountAudit(kysely),

    async hasOwner() {
      const row = await kysely.selectFrom('account_user').select('id').limit(1).executeTakeFirst()
      return row !== undefined
    },

    async households() {
      const rows = await kysely
        .selectFrom('household')
        .select('id')
        .where('id', '!=', INSTALLATION)
        .orderBy('id')
        .execute()
      return rows.map((row) => row.id as HouseholdId)
    },

    async putSetupCode(codeHash, at) {
      await kysely
        .insertInto('account_setup')
        .values({ id: SETUP_ROW, code_hash: codeHash, at })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ code_hash: codeHash, at }))
        .execute()
    },

    createOwner: (user, codeHash) =>
      created(kysely, async (transaction) => {
        // The row of the set-up code is what two first owners meet at: the second waits for the first.
        if (codeHash === null) await claimSetup(transaction, user.createdAt)
        const removed = await transaction
          .deleteFrom('account_setup')
          .where('id', '=', SETUP_ROW)
          .$if(codeHash !== null, (query) => query.where('code_hash', '=', codeHash))
          .executeTakeFirst()
        if (codeHash !== null && removed.numDeletedRows === 0n) return 'wrong-code'
        const owner = await transaction.selectFrom('account_user').select('id').limit(1).executeTakeFirst()
        return owner ? 'owner-exists' : insertUser(transaction, user)
      }),

    createUser: (user) => created(kysely, (transaction) => insertUser(transaction, user)),

    async userByName(nameKey) {
      const row = await kysely
        .selectFrom('account_user')
        .selectAll()
        .where('name_key', '=', nameKey)
        .executeTakeFirst()
      return row ? userOf(row) : null
    },

    async usersOf(householdId) {
      const rows = await kysely
        .selectFrom('account_user')
        .selectAll()
        .where('household_id', '=', householdId)
        .where('is_box', '=', 0)
        .where('removed_at', 'is', null)
        .orderBy('name_key')
        .execute()
      return rows.map(userOf)
    },

    async boxesOf(householdId) {
      const rows = await kysely
        .selectFrom('account_user as u')
        .leftJoin('device as d', 'd.owner_id', 'u.id')
        .select(['u.id', 'u.session_id', 'd.id as device_id'])
        .where('u.household_id', '=', householdId)
        .where('u.is_box', '=', 1)
        .where('u.removed_at', 'is', null)
        .orderBy('u.created_at')
        .orderBy('u.id')
        .execute()
      return rows.map((row) => ({
        userId: row.id as UserId,
        sessionId: row.session_id as SessionId,
        deviceId: row.device_id as DeviceId | null,
      }))
    },

    async prune(expiredBefore) {
      const longAgo = expiredBefore - REVOCATIONS_KEPT_MS
      await kysely.deleteFrom('account_revocation').where('at', '<', longAgo).execute()
      await kysely.deleteFrom('account_change').where('at', '<', longAgo).execute()
      await kysely.deleteFrom('account_reset').where('expires_at', '<=', expiredBefore).execute()
      await kysely.deleteFrom('account_device_code').where('expires_at', '<=', expiredBefore).execute()
      return pruneSignIns(kysely, expiredBefore)
    },
  }
}

/** Takes everything back when the name turns out to be taken. */
async function created(
  kysely: Kysely<Tables>,
  work: (transaction: Transaction<Tables>) => Promise<UserCreated>,
): Promise<UserCreated> {
  try {
    return await kysely.transaction().execute(work)
  } catch (error) {
    if (error instanceof NameTaken) return 'name-taken'
    throw error
  }
}

class NameTaken extends Error {}

async function claimSetup(transaction: Transaction<Tables>, at: number): Promise<void> {
  await transaction
    .insertInto('account_setup')
    .values({ id: SETUP_ROW, code_hash: '', at })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ at }))
    .execute()
}

async function insertUser(transaction: Transaction<Tables>, user: NewUser): Promise<UserCreated> {
  const { householdId, household, session, createdAt } = user
  if (household) await insertHousehold(transaction, { id: householdId, at: createdAt, ...household })
  await insertSession(transaction, householdId, session)
  const inserted = await transaction
    .insertInto('account_user')
    .values(userRow(user))
    .onConflict((conflict) => conflict.column('name_key').doNothing())
    .executeTakeFirst()
  if (inserted.numInsertedOrUpdatedRows === 0n) throw new NameTaken()
  return 'created'
}
