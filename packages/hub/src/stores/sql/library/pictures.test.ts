import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { CoverId, HouseholdId } from '@baton/protocol'
import { migrate } from '../migrations/migrate.ts'
import { openSqlite } from '../runtime/database.ts'
import { keepPicture, pictureBytes } from './pictures.ts'

const HOME = randomUUID() as HouseholdId
const OTHER = randomUUID() as HouseholdId
const MOST = { chosen: 2, spare: 3 }

test('[PL30] of pictures that stand for nothing the last ones stay; of those that stand for playlists there is a most', async () => {
  const world = await pictures()
  const { db, keep, there, choose } = world
  try {
    let went = [[], [], [], [1]]
    for (const nth of [1, 2, 3, 4]) assert.deepEqual(await keep(nth), went.shift())
    assert.deepEqual(await there(), [2, 3, 4])
    assert.deepEqual(await keep(2), [])
    assert.deepEqual(await keep(5), [3])
    assert.deepEqual(await there(), [2, 4, 5], 'what was put in once more is a new one')
    assert.deepEqual(await pictureBytes(db, HOME, idOf(2)), Buffer.from([2]))
    assert.equal(await pictureBytes(db, randomUUID() as HouseholdId, idOf(2)), null)

    await choose(4)
    went = [[], [2], [5]]
    for (const nth of [6, 7, 8]) assert.deepEqual(await keep(nth), went.shift())
    assert.deepEqual(await there(), [4, 6, 7, 8])
    await choose(8)
    assert.equal(await keep(9), null)
    assert.deepEqual(await keep(8), [], 'one that is there is no further one')
    assert.deepEqual(await there(), [4, 6, 7, 8])
  } finally {
    await world.close()
  }
})

test('[PL30] the order is that in which they came, also where the clock was set back', async () => {
  await using world = await pictures()
  for (const nth of [1, 2, 3]) await world.keep(nth)
  world.setClock(-1_000)
  assert.deepEqual(await world.keep(4), [1])
  assert.deepEqual(await world.keep(5), [2])
  assert.deepEqual(await world.there(), [3, 4, 5])
})

test('[PL30] a picture that another household has, or that is in its music, is nobody’s to remove', async () => {
  await using world = await pictures()
  const { db, keep } = world
  await keep(1, OTHER)
  await db
    .insertInto('library_covers')
    .values({ household_id: OTHER, id: idOf(2), mime: 'image/webp', size_bytes: 1 })
    .execute()
  const went = []
  for (const nth of [1, 2, 3, 4, 5, 6]) went.push(await keep(nth))
  assert.deepEqual(went, [[], [], [], [], [], [3]])
  assert.deepEqual(await world.there(), [4, 5, 6])
})

test('[PL30] a picture that somebody chooses while others come stays, whenever that is', async () => {
  for (let meanwhile = 0; meanwhile < 12; meanwhile += 1) {
    await using world = await pictures()
    const { db, keep, chooseIfThere } = world
    for (const nth of [1, 2, 3]) await keep(nth)
    const kept = keep(4)
    for (let nth = 0; nth < meanwhile; nth += 1) await db.selectFrom('household').select('id').execute()
    const isChosen = await chooseIfThere(1)
    await kept
    const isThere = (await world.there()).includes(1)
    assert.equal(isThere, isChosen, `chosen ${meanwhile} looks later`)
  }
})

async function pictures() {
  const database = openSqlite({ path: ':memory:', synchronous: 'off' })
  await migrate(database)
  const { kysely: db } = database
  for (const id of [HOME, OTHER]) {
    const household = { id, name: 'Home', epoch: 'x', seq: 0, floor: 0, last_instant: 0, library: '{}' }
    await db
      .insertInto('household')
      .values(household as never)
      .execute()
  }
  let now = 0
  const close = () => database.close()
  const playlistWith = (nth: number) => ({
    id: randomUUID(),
    household_id: HOME,
    owner_id: randomUUID(),
    visibility: 'private' as const,
    revision: 1,
    // Whoever brings it back finds its picture.
    deleted_at: 1,
    view: JSON.stringify({ coverId: idOf(nth) }),
  })
  return {
    db,
    close,
    [Symbol.asyncDispose]: close,
    setClock(to: number) {
      now = to
    },
    async keep(nth: number, by = HOME): Promise<readonly number[] | null> {
      const picture = { coverId: idOf(nth), bytes: Buffer.from([nth]), keptAt: ++now }
      return (await keepPicture(database, by, picture, MOST))?.map((id) => Number.parseInt(id, 16)) ?? null
    },
    async there(): Promise<readonly number[]> {
      const rows = await db
        .selectFrom('library_pictures')
        .select('id')
        .where('household_id', '=', HOME)
        .orderBy('id')
        .execute()
      return rows.map(({ id }) => Number.parseInt(id, 16))
    },
    choose: (nth: number) => db.insertInto('playlist').values(playlistWith(nth)).execute(),
    /** As the command does it: in one transaction. */
    chooseIfThere: (nth: number) =>
      db.transaction().execute(async (transaction) => {
        const row = await transaction
          .selectFrom('library_pictures')
          .select('id')
          .where('household_id', '=', HOME)
          .where('id', '=', idOf(nth))
          .executeTakeFirst()
        if (row) await transaction.insertInto('playlist').values(playlistWith(nth)).execute()
        return row !== undefined
      }),
  }
}

function idOf(nth: number): CoverId {
  return nth.toString(16).padStart(64, '0') as CoverId
}
