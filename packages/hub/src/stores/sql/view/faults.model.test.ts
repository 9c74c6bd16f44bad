import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seedOr } from '@baton/testing/fakes/fixed-seeds'
import { Dice } from '@baton/testing/fakes/seeded-chance'
import { AUTHOR, NEVER, viewHouse } from '@baton/testing/views/view-house'
import { NOON } from '@baton/testing/views/views'
import { migrate } from '../migrations/migrate.ts'
import { openSqlite } from '../runtime/database.ts'
import { sqlViewRecords } from './records.ts'

const DISPLAYS = 50
const EVENTS_OF_EACH = 16
const AT_ONCE = 25

test('[VW11] [VW12] [VW13] whatever fails on the way, what displays showed is counted once and none of it is lost', async () => {
  await using database = openSqlite({ path: ':memory:', synchronous: 'off' })
  await migrate(database)
  const dice = new Dice(seedOr(7))
  let isFaulty = true
  const hooks = {
    beforeStatement() {
      if (isFaulty && dice.chance(0.04)) throw new Error('The store fails here')
    },
  }
  const workers = [sqlViewRecords(database, hooks), sqlViewRecords(database, hooks)]
  const houses = workers.map((records) => viewHouse(records))
  const one = () => houses[dice.below(2)] ?? assert.fail()
  // What each display has queued, of two artworks in turn. It keeps an event until it knows that it was taken.
  const owed = Array.from({ length: DISPLAYS * EVENTS_OF_EACH }, (_, nth) => {
    const display = nth % DISPLAYS
    const shown = Math.floor(nth / DISPLAYS)
    return { who: `${display + 1}`, post_id: 1 + (shown % 2), shownAt: NOON - 3_600_000 + shown * 5_000 }
  })
  while (owed.length > 0) {
    const sent = Array.from({ length: AT_ONCE }, () => owed.splice(dice.below(owed.length), 1)).flat()
    const rolling = dice.chance(0.3)
      ? one()
          .upkeep.rollUp(NEVER)
          .catch(() => {})
      : null
    await Promise.all(
      sent.map(async ({ who, ...event }) => {
        const outcome = await one().show(who, event)
        assert.ok(['recorded', 'duplicate', 'failed'].includes(outcome), outcome)
        const isAnswerLost = dice.chance(0.2)
        if (outcome === 'failed' || isAnswerLost) owed.push({ who, ...event })
        // Delivered twice, to the other worker too.
        else if (dice.chance(0.2)) assert.match(await one().show(who, event), /^(duplicate|failed)$/)
      }),
    )
    await rolling
  }
  isFaulty = false
  const count = async () => {
    const stats = await Promise.all([1, 2].map((postId) => one().readings.ofArtwork(AUTHOR, postId, 2)))
    return stats.map(({ impressions, uniqueDisplays }) => [impressions, uniqueDisplays])
  }
  const expected = Array(2).fill([(DISPLAYS * EVENTS_OF_EACH) / 2, DISPLAYS])
  assert.deepEqual(await count(), expected)
  await one().upkeep.rollUp(NEVER)
  assert.deepEqual(await count(), expected)
  assert.ok(houses.some(({ failures }) => failures.length > 0))
  await Promise.all(workers.map((records) => records.close()))
})
