import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HouseholdId, LogEpoch } from '@baton/protocol'
import { insertHousehold } from '../household/household-rows.ts'
import { migrate } from '../migrations/migrate.ts'
import { openSqlite } from '../runtime/database.ts'
import { withTransaction } from './copy-connection.ts'
import { setClockBack } from './set-clock-back.ts'

const NOW = Date.parse('2026-11-30T12:00:00Z')
const YEAR = 365 * 86_400_000
const HOME = '00000000-0000-4000-8000-000000000001' as HouseholdId

test('[O14] what a clock that was ahead has written is moved back, and nothing else', async () => {
  await using home = await written(NOW + YEAR)
  await home.play('before', NOW - 5_000)
  await home.play('ahead', NOW + YEAR - 60_000)
  await home.like(NOW + YEAR - 1_000)
  assert.equal(await home.setBack(), YEAR)
  assert.deepEqual(await home.plays(), [
    ['ahead', NOW - 60_000],
    ['before', NOW - 5_000],
  ])
  assert.deepEqual(await home.instants(), { liked: NOW - 1_000, lastInstant: NOW, floor: 9, epoch: 'fresh' })
  assert.equal(await home.setBack(), 0, 'once')
})

test('[O14] a clock that is put back a little leaves the log as it is', async () => {
  await using home = await written(NOW + 3_500_000)
  assert.equal(await home.setBack(), 0)
  assert.deepEqual(await home.instants(), {
    liked: null,
    lastInstant: NOW + 3_500_000,
    floor: 0,
    epoch: 'former',
  })
})

test('[O14] a clock that is not set yet moves nothing', async () => {
  await using home = await written(NOW)
  await home.play('before', NOW - 5_000)
  assert.equal(await home.setBack(Date.parse('1970-01-01T00:00:30Z')), 0)
  assert.deepEqual(await home.plays(), [['before', NOW - 5_000]])
})

async function written(lastInstant: number) {
  const database = openSqlite({ path: ':memory:', synchronous: 'off' })
  await migrate(database)
  const { kysely } = database
  await insertHousehold(kysely, { id: HOME, name: 'home', epoch: 'former' as LogEpoch, at: lastInstant })
  await kysely.updateTable('household').set({ seq: 9 }).where('id', '=', HOME).execute()
  return {
    async play(trackId: string, at: number) {
      const row = { household_id: HOME, user_id: 'ann', track_id: trackId, device_id: null, at }
      await kysely.insertInto('play').values(row).execute()
    },
    async like(at: number) {
      await kysely.insertInto('liked').values({ user_id: 'ann', track_id: 'ahead', at }).execute()
    },
    setBack: (wallMs = NOW) =>
      withTransaction(database, (connection) =>
        setClockBack(connection, { wallMs, newEpoch: () => 'fresh' }),
      ),
    plays: async () =>
      (await kysely.selectFrom('play').selectAll().orderBy('at').execute()).map((row) => [
        row.track_id,
        row.at,
      ]),
    async instants() {
      const household = await kysely
        .selectFrom('household')
        .selectAll()
        .where('id', '=', HOME)
        .executeTakeFirstOrThrow()
      const liked = await kysely.selectFrom('liked').selectAll().executeTakeFirst()
      const { last_instant, floor, epoch } = household
      return { liked: liked?.at ?? null, lastInstant: last_instant, floor, epoch }
    },
    [Symbol.asyncDispose]: () => database.close(),
  }
}
