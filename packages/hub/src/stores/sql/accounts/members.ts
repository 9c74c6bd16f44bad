import type { DeviceId, HouseholdId, PlaylistId, UserId } from '@baton/protocol'
import type { Kysely, Transaction } from 'kysely'
import type { MemberChanged, MemberStore, User } from '#accounts'
import type { Tables } from '../tables/tables.ts'
import { noteDue } from './due.ts'
import { userOf } from './rows.ts'
import { endFamiliesOf } from './sign-ins.ts'

/** What nobody needs who is not there any more. */
const OWN_ROWS = [
  'account_reset',
  'account_identity',
  'account_device_code',
  'liked',
  'playlist_start',
] as const

export function accountMembers(kysely: Kysely<Tables>): MemberStore {
  return {
    user: (userId) => present(kysely, userId),

    setRole: (householdId, userId, role, limits, at, due) =>
      kysely.transaction().execute(async (transaction) => {
        const unfit = await unlessChangeable(transaction, householdId, userId, role !== 'owner')
        if (unfit) return unfit
        await transaction
          .updateTable('account_user')
          .set({ roles: JSON.stringify([role]), limits: JSON.stringify(limits) })
          .where('id', '=', userId)
          .execute()
        await noteChange(transaction, userId, at)
        await noteDue(transaction, householdId, due)
        return 'changed'
      }),

    rename: ({ householdId, userId }, { username, nameKey }, at, due) =>
      kysely.transaction().execute(async (transaction) => {
        const other = await transaction
          .selectFrom('account_user')
          .select('id')
          .where('name_key', '=', nameKey)
          .where('id', '!=', userId)
          .executeTakeFirst()
        if (other) return false
        await transaction
          .updateTable('account_user')
          .set({ username, name_key: nameKey })
          .where('id', '=', userId)
          .execute()
        await noteChange(transaction, userId, at)
        await noteDue(transaction, householdId, due)
        return true
      }),

    async setPassword(userId, passwordHash) {
      await kysely
        .updateTable('account_user')
        .set({ password_hash: passwordHash })
        .where('id', '=', userId)
        .execute()
    },

    removeUser: (householdId, userId, at, dueOf) =>
      kysely.transaction().execute(async (transaction) => {
        const unfit = await unlessChangeable(transaction, householdId, userId, true)
        if (unfit) return unfit
        // A name that nobody can type: names are trimmed before they are looked for.
        const nobody = { username: '', name_key: ` removed ${userId}`, password_hash: '' }
        await transaction
          .updateTable('account_user')
          .set({ ...nobody, removed_at: at })
          .where('id', '=', userId)
          .execute()
        for (const table of OWN_ROWS)
          await transaction.deleteFrom(table).where('user_id', '=', userId).execute()
        await transaction
          .deleteFrom('play')
          .where('household_id', '=', householdId)
          .where('user_id', '=', userId)
          .execute()
        await endFamiliesOf(transaction, userId, null, at)
        await noteChange(transaction, userId, at)
        const devices = await transaction
          .selectFrom('device')
          .select('id')
          .where('household_id', '=', householdId)
          .where('owner_id', '=', userId)
          .execute()
        const playlists = await transaction
          .selectFrom('playlist')
          .select('id')
          .where('household_id', '=', householdId)
          .where('owner_id', '=', userId)
          .where('visibility', '=', 'private')
          .where('deleted_at', 'is', null)
          .execute()
        const left = {
          deviceIds: devices.map(({ id }) => id as DeviceId),
          playlistIds: playlists.map(({ id }) => id as PlaylistId),
        }
        await noteDue(transaction, householdId, dueOf(left))
        return 'changed'
      }),

    async changedSince(at) {
      const rows = await kysely
        .selectFrom('account_change')
        .select(['user_id', 'at'])
        .where('at', '>=', at)
        .execute()
      return rows.map((row) => ({ userId: row.user_id as UserId, at: row.at }))
    },

    async putResetCode(userId, codeHash, expiresAt) {
      const row = { code_hash: codeHash, expires_at: expiresAt }
      await kysely
        .insertInto('account_reset')
        .values({ user_id: userId, ...row })
        .onConflict((conflict) => conflict.column('user_id').doUpdateSet(row))
        .execute()
    },

    async takeResetCode(codeHash, at) {
      const taken = await kysely
        .deleteFrom('account_reset')
        .where('code_hash', '=', codeHash)
        .where('expires_at', '>', at)
        .returning('user_id')
        .executeTakeFirst()
      return taken ? present(kysely, taken.user_id as UserId) : null
    },

    async userByIdentity(issuer, subject) {
      const row = await kysely
        .selectFrom('account_identity')
        .select('user_id')
        .where('issuer', '=', issuer)
        .where('subject', '=', subject)
        .executeTakeFirst()
      return row ? present(kysely, row.user_id as UserId) : null
    },

    async linkIdentity(issuer, subject, userId, at) {
      const linked = await kysely
        .insertInto('account_identity')
        .values({ issuer, subject, user_id: userId, at })
        .onConflict((conflict) => conflict.columns(['issuer', 'subject']).doNothing())
        .executeTakeFirst()
      return linked.numInsertedOrUpdatedRows === 1n
    },

    identitiesOf: (userId) =>
      kysely
        .selectFrom('account_identity')
        .select(['issuer', 'at'])
        .where('user_id', '=', userId)
        .orderBy('issuer')
        .orderBy('at')
        .execute(),

    async unlinkIdentity(issuer, userId) {
      const gone = await kysely
        .deleteFrom('account_identity')
        .where('issuer', '=', issuer)
        .where('user_id', '=', userId)
        .executeTakeFirst()
      return gone.numDeletedRows > 0n
    },
  }
}

async function present(kysely: Kysely<Tables>, userId: UserId): Promise<User | null> {
  const row = await kysely
    .selectFrom('account_user')
    .selectAll()
    .where('id', '=', userId)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row ? userOf(row) : null
}

/** Holds the household's row, so that of two owners who remove each other one is left. */
async function unlessChangeable(
  transaction: Transaction<Tables>,
  householdId: HouseholdId,
  userId: UserId,
  wouldLoseOwner: boolean,
): Promise<Exclude<MemberChanged, 'changed'> | null> {
  await transaction
    .updateTable('household')
    .set(({ ref }) => ({ name: ref('name') }))
    .where('id', '=', householdId)
    .execute()
  const rows = await transaction
    .selectFrom('account_user')
    .select(['id', 'roles'])
    .where('household_id', '=', householdId)
    .where('removed_at', 'is', null)
    .execute()
  if (!rows.some((row) => row.id === userId)) return 'unknown'
  const isOwner = (row: { readonly roles: string }) => row.roles.includes('"owner"')
  const othersOwn = rows.some((row) => row.id !== userId && isOwner(row))
  return wouldLoseOwner && !othersOwn ? 'last-owner' : null
}

async function noteChange(transaction: Transaction<Tables>, userId: UserId, at: number): Promise<void> {
  await transaction
    .insertInto('account_change')
    .values({ user_id: userId, at })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ at }))
    .execute()
}
