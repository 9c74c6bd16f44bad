import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { CoverId, HouseholdId } from '@baton/protocol'
import { migrate } from '../migrations/migrate.ts'
import { openSqlite } from '../runtime/database.ts'
import { keepPicture, pictureBytes } from './pictures.ts'

const HOME = randomUUID() as HouseholdId
const MOST = { chosen: 2, spare: 3 }

test('[PL30] of pictures that stand for nothing the last ones stay; of those that stand for playlists there is a most', async () => {
  const database = openSqlite({ path: ':memory:', synchronous: 'off' })
  try {
    await migrate(database)
    const { kysely: db } = database
    const household = { id: HOME, name: 'Home', epoch: 'x', seq: 0, floor: 0, last_instant: 0, library: '{}' }
    await db
      .insertInto('household')
      .values(household as never)
      .execute()
    let now = 0
    const keep = (nth: number) =>
      keepPicture(db, HOME, { coverId: idOf(nth), bytes: Buffer.from([nth]), keptAt: ++now }, MOST)
    const there = async () => {
      const rows = await db.selectFrom('library_pictures').select('id').orderBy('id').execute()
      return rows.map(({ id }) => Number.parseInt(id, 16))
    }
    const choose = (nth: number) =>
      db
        .insertInto('playlist')
        .values({
          id: randomUUID(),
          household_id: HOME,
          owner_id: randomUUID(),
          visibility: 'private',
          revision: 1,
          // Whoever brings it back finds its picture.
          deleted_at: 1,
          view: JSON.stringify({ coverId: idOf(nth) }),
        })
        .execute()

    for (const nth of [1, 2, 3, 4]) assert.equal(await keep(nth), true)
    assert.deepEqual(await there(), [2, 3, 4])
    assert.equal(await keep(2), true)
    assert.equal(await keep(5), true)
    assert.deepEqual(await there(), [2, 4, 5], 'what was put in once more is a new one')
    assert.deepEqual(await pictureBytes(db, HOME, idOf(2)), Buffer.from([2]))
    assert.equal(await pictureBytes(db, randomUUID() as HouseholdId, idOf(2)), null)

    await choose(4)
    for (const nth of [6, 7, 8]) assert.equal(await keep(nth), true)
    assert.deepEqual(await there(), [4, 6, 7, 8])
    await choose(8)
    assert.equal(await keep(9), false)
    assert.equal(await keep(8), true, 'one that is there is no further one')
    assert.deepEqual(await there(), [4, 6, 7, 8])
  } finally {
    await database.close()
  }
})

function idOf(nth: number): CoverId {
  return nth.toString(16).padStart(64, '0') as CoverId
}
