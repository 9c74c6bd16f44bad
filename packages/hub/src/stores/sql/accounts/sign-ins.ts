import type { DeviceView, UserId } from '@baton/protocol'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { AccountStore } from '#accounts'
import type { Tables } from '../tables/tables.ts'
import { noteDue } from './due.ts'
import { credentialOf, credentialRow, signInOf, signInRow, userOf } from './rows.ts'

type SignInRows = Pick<
  AccountStore,
  | 'beginSignIn'
  | 'putCredentials'
  | 'credential'
  | 'noteUse'
  | 'signInsOf'
  | 'signInsOfDevice'
  | 'rotate'
  | 'bindDevice'
  | 'unbindDevice'
  | 'revokeFamily'
  | 'revokeUser'
  | 'revokedSince'
>

/** How many sign-ins are listed: a user has hardly more, see `beginSignIn`. */
const MAX_LISTED = 500

/** Seldom used, and missed by nobody until then: they end only when somebody ends them. */
const KEPT_IN_SETTINGS = ['key', 'app-password']

export function accountSignIns(kysely: Kysely<Tables>): SignInRows {
  return {
    beginSignIn: (signIn, credentials, most) =>
      kysely.transaction().execute(async (transaction) => {
        const { userId, createdAt } = signIn
        await transaction.insertInto('account_sign_in').values(signInRow(signIn)).execute()
        await transaction.insertInto('account_credential').values(credentials.map(credentialRow)).execute()
        const over = await transaction
          .selectFrom('account_sign_in')
          .select('family_id')
          .where('user_id', '=', userId)
          .where('family_id', '!=', signIn.familyId)
          .where('kind', 'not in', KEPT_IN_SETTINGS)
          .orderBy('last_used_at', 'desc')
          .orderBy('family_id')
          .limit(MAX_LISTED)
          .offset(most - 1)
          .execute()
        const families = over.map((row) => row.family_id)
        await endFamilies(transaction, families, createdAt)
        return families
      }),

    async putCredentials(credentials) {
      await kysely.insertInto('account_credential').values(credentials.map(credentialRow)).execute()
    },

    async credential(secretHash) {
      const row = await kysely
        .selectFrom('account_credential as c')
        .innerJoin('account_sign_in as s', 's.family_id', 'c.family_id')
        .innerJoin('account_user as u', 'u.id', 'c.user_id')
        .selectAll('u')
        .select(['secret_hash', 'c.family_id', 'c.user_id', 'c.kind', 'device_id', 'expires_at', 'used_at'])
        .select(['c.created_at as issued_at', 's.kind as came_as', 's.name', 'scopes', 'network'])
        .select(['s.created_at as began_at', 'last_used_at'])
        .where('secret_hash', '=', secretHash)
        .where('removed_at', 'is', null)
        .executeTakeFirst()
      if (!row) return null
      return {
        user: userOf(row),
        credential: credentialOf({ ...row, created_at: row.issued_at }),
        signIn: signInOf({ ...row, kind: row.came_as, created_at: row.began_at }),
      }
    },

    async noteUse(familyId, at, cookieUntil) {
      await kysely
        .updateTable('account_credential')
        .set({ expires_at: cookieUntil })
        .where('family_id', '=', familyId)
        .where('kind', '=', 'cookie')
        .where('expires_at', '<', cookieUntil)
        .execute()
      await kysely
        .updateTable('account_sign_in')
        .set({ last_used_at: at })
        .where('family_id', '=', familyId)
        .where('last_used_at', '<', at)
        .execute()
    },

    async signInsOf(userId, at) {
      const rows = await kysely
        .selectFrom('account_sign_in as s')
        .innerJoin('account_credential as c', 'c.family_id', 's.family_id')
        .leftJoin('device as d', (join) =>
          join.onRef('d.id', '=', 'c.device_id').onRef('d.owner_id', '=', 's.user_id'),
        )
        .selectAll('s')
        .select(({ fn }) => [fn.max('c.expires_at').as('expires_at'), fn.max('d.view').as('device_view')])
        .where('s.user_id', '=', userId)
        .where('c.expires_at', '>', at)
        .groupBy([
          's.family_id',
          's.user_id',
          's.kind',
          's.name',
          's.scopes',
          's.network',
          's.created_at',
          's.last_used_at',
        ])
        .orderBy('s.last_used_at', 'desc')
        .orderBy('s.family_id')
        .limit(MAX_LISTED)
        .execute()
      return rows.map((row) => ({
        ...signInOf(row),
        deviceName: row.device_view === null ? null : (JSON.parse(row.device_view) as DeviceView).name,
        expiresAt: row.expires_at,
      }))
    },

    async signInsOfDevice(userId, deviceId) {
      const rows = await kysely
        .selectFrom('account_credential')
        .select('family_id')
        .distinct()
        .where('user_id', '=', userId)
        .where('device_id', '=', deviceId)
        .execute()
      return rows.map((row) => row.family_id)
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

    revokeFamily: (familyId, at, due) =>
      kysely.transaction().execute(async (transaction) => {
        await endFamilies(transaction, [familyId], at)
        if (due) await noteDue(transaction, due.householdId, due.changes)
      }),

    revokeUser: (userId, except, at) =>
      kysely.transaction().execute((transaction) => endFamiliesOf(transaction, userId, except, at)),

    async revokedSince(at) {
      const rows = await kysely
        .selectFrom('account_revocation')
        .select('family_id')
        .where('at', '>=', at)
        .execute()
      return rows.map((row) => row.family_id)
    },
  }
}

/** Every stay of a user, or every one but this. */
export async function endFamiliesOf(
  transaction: Transaction<Tables>,
  userId: UserId,
  except: string | null,
  at: number,
): Promise<readonly string[]> {
  const rows = await transaction
    .selectFrom('account_sign_in')
    .select('family_id')
    .where('user_id', '=', userId)
    .$if(except !== null, (query) => query.where('family_id', '!=', except as string))
    .execute()
  const families = rows.map((row) => row.family_id)
  await endFamilies(transaction, families, at)
  return families
}

async function endFamilies(
  transaction: Transaction<Tables>,
  families: readonly string[],
  at: number,
): Promise<void> {
  if (families.length === 0) return
  await transaction.deleteFrom('account_credential').where('family_id', 'in', families).execute()
  await transaction.deleteFrom('account_sign_in').where('family_id', 'in', families).execute()
  await transaction
    .insertInto('account_revocation')
    .values(families.map((family_id) => ({ family_id, at })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Stays whose last secret has lapsed. */
export async function pruneSignIns(kysely: Kysely<Tables>, expiredBefore: number): Promise<number> {
  const gone = await kysely
    .deleteFrom('account_credential')
    .where('expires_at', '<=', expiredBefore)
    .executeTakeFirst()
  await sql`delete from account_sign_in where not exists
    (select 1 from account_credential where account_credential.family_id = account_sign_in.family_id)`.execute(
    kysely,
  )
  return Number(gone.numDeletedRows)
}
