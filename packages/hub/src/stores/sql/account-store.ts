// Users and credentials as rows: the one implementation of the AccountStore port, on both engines.
import type { DeviceId, HouseholdId, SessionId, UserId } from '@baton/protocol'
import type { Insertable, Kysely, Selectable, Transaction } from 'kysely'
import type { AccountStore, Credential, CredentialKind, NewUser, Role, User, UserCreated } from '#engine'
import type { AccountCredentialTable, AccountUserTable } from './account-tables.ts'
import type { SqlDatabase } from './database.ts'
import { insertHousehold, insertSession } from './new-rows.ts'
import type { Tables } from './tables.ts'

const SETUP_ROW = 1
const REVOCATIONS_KEPT_MS = 24 * 3_600_000

export function sqlAccountStore({ kysely }: SqlDatabase): AccountStore {
  return {
    async hasOwner() {
      const row = await kysely.selectFrom('account_user').select('id').limit(1).executeTakeFirst()
      return row !== undefined
    },

    async households() {
      const rows = await kysely.selectFrom('household').select('id').orderBy('id').execute()
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
        .orderBy('name_key')
        .execute()
      return rows.map(userOf)
    },

    async putCredentials(credentials) {
      await kysely.insertInto('account_credential').values(credentials.map(credentialRow)).execute()
    },

    async credential(secretHash) {
      const row = await kysely
        .selectFrom('account_credential')
        .innerJoin('account_user', 'account_user.id', 'account_credential.user_id')
        .selectAll('account_user')
        .select(['secret_hash', 'family_id', 'user_id', 'kind', 'device_id', 'expires_at', 'used_at'])
        .select('account_credential.created_at as issued_at')
        .where('secret_hash', '=', secretHash)
        .executeTakeFirst()
      if (!row) return null
      return { user: userOf(row), credential: credentialOf({ ...row, created_at: row.issued_at }) }
    },

    rotate: (secretHash, at, successors) =>
      kysely.transaction().execute(async (transaction) => {
        const used = await transaction
          .updateTable('account_credential')
          .set({ used_at: at })
          .where('secret_hash', '=', secretHash)
          .where('used_at', 'is', null)
          .returning('device_id')
          .executeTakeFirst()
        if (!used) return false
        const rows = successors.map((successor) => ({
          ...credentialRow(successor),
          device_id: used.device_id,
        }))
        await transaction.insertInto('account_credential').values(rows).execute()
        return true
      }),

    async bindDevice(familyId, deviceId) {
      await kysely
        .updateTable('account_credential')
        .set({ device_id: deviceId })
        .where('family_id', '=', familyId)
        .execute()
    },

    async unbindDevice(householdId, deviceId) {
      const users = kysely.selectFrom('account_user').select('id').where('household_id', '=', householdId)
      const rows = await kysely
        .updateTable('account_credential')
        .set({ device_id: null })
        .where('device_id', '=', deviceId)
        .where('user_id', 'in', users)
        .returning('family_id')
        .execute()
      return [...new Set(rows.map((row) => row.family_id))]
    },

    revokeFamily: (familyId, at) =>
      kysely.transaction().execute(async (transaction) => {
        await transaction.deleteFrom('account_credential').where('family_id', '=', familyId).execute()
        await transaction
          .insertInto('account_revocation')
          .values({ family_id: familyId, at })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      }),

    async revokedSince(at) {
      const rows = await kysely
        .selectFrom('account_revocation')
        .select('family_id')
        .where('at', '>=', at)
        .execute()
      return rows.map((row) => row.family_id)
    },

    async prune(expiredBefore) {
      await kysely
        .deleteFrom('account_revocation')
        .where('at', '<', expiredBefore - REVOCATIONS_KEPT_MS)
        .execute()
      const gone = await kysely
        .deleteFrom('account_credential')
        .where('expires_at', '<=', expiredBefore)
        .executeTakeFirst()
      return Number(gone.numDeletedRows)
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

function userRow(user: NewUser): Insertable<AccountUserTable> {
  return {
    id: user.userId,
    household_id: user.householdId,
    session_id: user.sessionId,
    username: user.username,
    name_key: user.nameKey,
    roles: JSON.stringify(user.roles),
    password_hash: user.passwordHash,
    created_at: user.createdAt,
  }
}

function userOf(row: Selectable<AccountUserTable>): User {
  return {
    userId: row.id as UserId,
    householdId: row.household_id as HouseholdId,
    sessionId: row.session_id as SessionId,
    username: row.username,
    roles: JSON.parse(row.roles) as readonly Role[],
    passwordHash: row.password_hash,
    createdAt: row.created_at,
  }
}

function credentialRow(credential: Credential): Insertable<AccountCredentialTable> {
  return {
    secret_hash: credential.secretHash,
    family_id: credential.familyId,
    user_id: credential.userId,
    kind: credential.kind,
    device_id: credential.deviceId,
    created_at: credential.createdAt,
    expires_at: credential.expiresAt,
    used_at: credential.usedAt,
  }
}

function credentialOf(row: Selectable<AccountCredentialTable>): Credential {
  return {
    secretHash: row.secret_hash,
    familyId: row.family_id,
    userId: row.user_id as UserId,
    kind: row.kind as CredentialKind,
    deviceId: row.device_id as DeviceId | null,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    usedAt: row.used_at,
  }
}
