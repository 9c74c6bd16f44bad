import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { HouseholdId, LogEpoch, SessionId, UserId } from '@baton/protocol'
import type { Kysely } from 'kysely'
import { newSession } from '#domain'
import { insertHousehold } from '../household/household-rows.ts'
import { core } from '../migrations/0001-core.ts'
import { library } from '../migrations/0002-library.ts'
import { accounts } from '../migrations/0003-accounts.ts'
import { accountsForLife } from '../migrations/0007-accounts-for-life.ts'
import { openSqlite } from '../runtime/database.ts'
import { insertSession } from '../session/session-rows.ts'
import { sqlAccountStore } from './store.ts'

test('[A14] whoever was signed in before sign-ins had rows of their own still is', async () => {
  await using database = openSqlite({ path: ':memory:', synchronous: 'off' })
  for (const before of [core, library, accounts])
    await before.up(database.kysely as Kysely<unknown>, 'sqlite')
  const householdId = randomUUID() as HouseholdId
  const userId = randomUUID() as UserId
  const sessionId = randomUUID() as SessionId
  await database.kysely.transaction().execute(async (transaction) => {
    await insertHousehold(transaction, {
      id: householdId,
      at: 1,
      name: 'Home',
      epoch: 'abcdef0123456789' as LogEpoch,
    })
    await insertSession(transaction, householdId, newSession(sessionId, userId, 1))
    const user = { id: userId, household_id: householdId, session_id: sessionId, username: 'Ada' }
    const more = { name_key: 'ada', roles: '["owner"]', password_hash: 'x', created_at: 1 }
    await transaction
      .insertInto('account_user')
      .values({ ...user, ...more })
      .execute()
    const secret = { user_id: userId, device_id: null, created_at: 5, used_at: null }
    await transaction
      .insertInto('account_credential')
      .values([
        { ...secret, secret_hash: 'a', family_id: 'browser', kind: 'cookie', expires_at: 100 },
        { ...secret, secret_hash: 'b', family_id: 'program', kind: 'access', expires_at: 50 },
        {
          ...secret,
          secret_hash: 'c',
          family_id: 'program',
          kind: 'refresh',
          expires_at: 100,
          created_at: 9,
        },
      ])
      .execute()
  })
  await accountsForLife.up(database.kysely as Kysely<unknown>, 'sqlite')
  const store = sqlAccountStore(database)
  const found = await store.credential('a')
  assert.equal(found?.user.username, 'Ada')
  assert.deepEqual(found?.user.limits, { maxVolume: null, mayAddDevices: true })
  assert.deepEqual([found?.signIn.kind, found?.signIn.scopes], ['browser', null])
  const list = await store.signInsOf(userId, 10)
  assert.deepEqual(
    list.map(({ kind, createdAt, lastUsedAt, expiresAt }) => [kind, createdAt, lastUsedAt, expiresAt]),
    [
      ['program', 5, 9, 100],
      ['browser', 5, 5, 100],
    ],
  )
})
