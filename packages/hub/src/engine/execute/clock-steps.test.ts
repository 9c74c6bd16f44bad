import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sqlPlayTimes } from '@baton/hub/stores/sql'
import type { QuietSpan } from '@baton/protocol'
import { sql } from 'kysely'
import { EngineWorld, rest, type Speaking } from '../../../../testing/src/worlds/engine-world.ts'
import { clockSteps } from './clock-steps.ts'

const HOUR_MS = 3_600_000
/** Long enough to count as played. */
const PLAYED_MS = 250_000
const MONTH_MS = 30 * 24 * HOUR_MS
/** It is midnight, by these clocks, when a world begins. */
const ZONE = 'UTC'
const NIGHT: QuietSpan = { days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '06:00', maxVolume: 0 }

test('[QH16] quiet hours are those of the clocks on the wall, also when the machine learns the time late', async () => {
  await using world = await EngineWorld.open()
  const kitchen = await world.speaker('Kitchen')
  await world.play(kitchen)
  await using _steps = watching(world)
  await rest()
  // Its clock said midnight, and it is noon.
  world.clock.step(12 * HOUR_MS)
  await pass(world, kitchen, 20_000)
  await world.done({ type: 'quiet-hours.set', zone: ZONE, spans: [NIGHT] })
  await pass(world, kitchen, 20_000)
  const quiet = async () => (await world.engine.devices(world.me))[0]?.quiet
  await soon(async () => (await quiet())?.holds === false)
  assert.equal((await world.session()).playState, 'playing')
  const from = ((await quiet())?.from ?? 0) - world.engine.now()
  assert.equal(new Date(world.clock.wallMs() + from).toISOString(), '2026-01-01T22:00:00.000Z')

  // It slept, or somebody has set it: now it is night.
  world.clock.step(11 * HOUR_MS)
  await pass(world, kitchen, 20_000)
  await soon(async () => (await quiet())?.holds === true)
  await soon(async () => (await world.session()).playState === 'paused')
  const until = ((await quiet())?.until ?? 0) - world.engine.now()
  assert.equal(new Date(world.clock.wallMs() + until).toISOString(), '2026-01-02T06:00:00.000Z')

  world.clock.step(-9 * HOUR_MS)
  await pass(world, kitchen, 20_000)
  await soon(async () => (await quiet())?.holds === false)
  assert.deepEqual(world.failures, [])
})

test('[QH16] what was judged by a wrong clock is judged anew when the hub has started again', async () => {
  await using world = await EngineWorld.open()
  const kitchen = await world.speaker('Kitchen')
  await world.done({ type: 'quiet-hours.set', zone: ZONE, spans: [NIGHT] })
  const holds = async () => (await world.engine.devices(world.me))[0]?.quiet?.holds
  await pass(world, kitchen, 2_000)
  await soon(async () => (await holds()) === true)
  world.clock.step(12 * HOUR_MS)
  await world.restart()
  await using _steps = watching(world)
  await soon(async () => (await holds()) === false)
})

test('[QH16] a clock that is kept right by little steps judges nothing, and an outage is only put off', async () => {
  await using world = await EngineWorld.open()
  await world.done({ type: 'quiet-hours.set', zone: ZONE, spans: [NIGHT] })
  let asked = 0
  let isAway = true
  await using _steps = clockSteps({
    engine: world.engine,
    clock: world.clock,
    uptimeMs: () => world.clock.monotonicMs(),
    households: async () => {
      asked += 1
      if (isAway) throw new Error('the store is away')
      return [world.me.householdId]
    },
    onFailure: (error) => world.failures.push(error),
  })
  await soon(async () => world.failures.length === 1)
  isAway = false
  await world.clock.advance(10_000)
  await soon(async () => asked === 2)
  await rest()
  for (let step = 0; step < 20; step += 1) {
    world.clock.step(step % 2 === 0 ? 900 : -700)
    await world.clock.advance(10_000)
    await rest()
  }
  assert.deepEqual([asked, world.failures.length], [2, 1])
})

test('[O28] what was played under a wrong clock is as old as it is, and a sleep makes nothing older', async () => {
  await using world = await EngineWorld.open()
  const { database } = world.household
  const kitchen = await world.speaker('Kitchen')
  const started = world.clock.wallMs()
  const [trackId = ''] = world.household.tracks
  // The clock is a month behind, so that a play of then seems to be one of now.
  const old = {
    user_id: world.me.userId,
    household_id: world.me.householdId,
    track_id: trackId,
    device_id: null,
  }
  await database.kysely
    .insertInto('play')
    .values({ ...old, at: started + 1_000, seq: 1 })
    .execute()
  let sleptMs = 0
  await using _steps = clockSteps({
    engine: world.engine,
    clock: world.clock,
    uptimeMs: () => world.clock.monotonicMs() + sleptMs,
    households: async () => [],
    plays: sqlPlayTimes(database),
    onFailure: (error) => world.failures.push(error),
  })
  await rest()
  await world.play(kitchen)
  await pass(world, kitchen, PLAYED_MS)
  await world.done({ type: 'session.pause' }, { by: kitchen })
  const plays = async () => {
    const rows = await database.kysely.selectFrom('play').select(['at', 'seq']).orderBy('seq').execute()
    return rows.map(({ at }) => at - started)
  }
  const [first = 0, counted = 0, ...others] = await plays()
  assert.deepEqual([first, others], [1_000, []])
  assert.ok(counted > 0 && counted <= PLAYED_MS, `${counted}`)
  world.clock.step(MONTH_MS)
  await world.clock.advance(10_000)
  await soon(async () => (await plays())[1] === counted + MONTH_MS)
  sleptMs = 8 * HOUR_MS
  world.clock.step(8 * HOUR_MS)
  await world.clock.advance(10_000)
  await rest()
  world.clock.step(-2 * MONTH_MS)
  await world.clock.advance(10_000)
  await rest()
  assert.deepEqual(await plays(), [1_000, counted + MONTH_MS], 'nothing was played under those clocks')
  assert.deepEqual(world.failures, [])
})

test('[O28] a clock that was right and is set forward makes nothing younger, and set back nothing lies ahead', async () => {
  await using world = await countedWorld({ upMs: 10 * HOUR_MS })
  await world.playAt(1_000)
  // A mistake, or a machine that stood still without noticing.
  await world.setBy(24 * HOUR_MS)
  assert.deepEqual(await world.plays(), [1_000])
  await world.playAt(24 * HOUR_MS + 12_000)
  await world.setBy(-24 * HOUR_MS)
  assert.deepEqual(await world.plays(), [1_000, 12_000])
})

test('[O28] what a mistake has moved is moved back with the clock, and what was counted meanwhile', async () => {
  await using world = await countedWorld({ upMs: 0 })
  await world.playAt(1_000)
  await world.setBy(24 * HOUR_MS)
  await world.playAt(24 * HOUR_MS + 12_000)
  assert.deepEqual(await world.plays(), [24 * HOUR_MS + 1_000, 24 * HOUR_MS + 12_000])
  await world.setBy(-24 * HOUR_MS)
  assert.deepEqual(await world.plays(), [1_000, 12_000])
  await world.setBy(24 * HOUR_MS)
  assert.deepEqual(await world.plays(), [24 * HOUR_MS + 1_000, 24 * HOUR_MS + 12_000])
})

test('[O28] a clock behind what was played before was wrong, however late it is set', async () => {
  await using world = await countedWorld({ upMs: 10 * HOUR_MS, before: HOUR_MS })
  await world.playAt(1_000)
  await world.setBy(MONTH_MS)
  assert.deepEqual(await world.plays(), [HOUR_MS, MONTH_MS + 1_000])
})

test('[O28] where the store fails in the middle, plays of all households are moved once', async () => {
  await using world = await countedWorld({ upMs: 0 })
  const neighbours = await world.neighbours()
  await world.playAt(1_000)
  await world.playAt(2_000, neighbours)
  const [last] = [world.householdId, neighbours].sort().reverse()
  await sql
    .raw(
      `create trigger fails before update on play when new.household_id = '${last}'
        begin select raise(abort, 'the disk is full'); end`,
    )
    .execute(world.database.kysely)
  await world.setBy(MONTH_MS)
  assert.deepEqual(await world.plays(), [1_000, 2_000])
  await sql`drop trigger fails`.execute(world.database.kysely)
  world.marks.fail = true
  await world.setBy(0)
  await world.setBy(0)
  assert.deepEqual(await world.plays(), [MONTH_MS + 1_000, MONTH_MS + 2_000])
  assert.equal(world.failures.splice(0).length, 1)
})

/** A world whose plays are written as they would have been counted, in milliseconds behind its start. */
async function countedWorld({ upMs, before }: { readonly upMs: number; readonly before?: number }) {
  const world = await EngineWorld.open()
  const { database, tracks } = world.household
  const { userId, householdId } = world.me
  const started = world.clock.wallMs()
  const play = async (seq: number, at: number, household: string = householdId) => {
    const of = { user_id: userId, household_id: household, track_id: tracks[0] ?? '', device_id: null }
    await database.kysely
      .insertInto('play')
      .values({ ...of, at: started + at, seq })
      .execute()
  }
  if (before !== undefined) await play(0, before)
  const marks = { fail: false }
  const times = sqlPlayTimes(database)
  const steps = clockSteps({
    engine: world.engine,
    clock: world.clock,
    uptimeMs: () => upMs + world.clock.monotonicMs(),
    households: async () => [],
    plays: {
      ...times,
      mark: async () => (marks.fail ? Promise.reject(new Error('the store is away')) : times.mark()),
    },
    onFailure: (error) => world.failures.push(error),
  })
  await rest()
  let seq = 1_000
  return {
    database,
    householdId,
    marks,
    failures: world.failures,
    /** Each has a place in the log, which goes on behind it. */
    async playAt(at: number, household: string = householdId) {
      seq += 1
      await play(seq, at, household)
      await database.kysely.updateTable('household').set({ seq }).execute()
    },
    async setBy(ms: number) {
      world.clock.step(ms)
      await world.clock.advance(10_000)
      await rest()
    },
    async plays() {
      const rows = await database.kysely.selectFrom('play').select('at').orderBy('seq').execute()
      return rows.map(({ at }) => at - started)
    },
    async neighbours() {
      const own = await database.kysely
        .selectFrom('household')
        .selectAll()
        .where('id', '=', householdId)
        .executeTakeFirstOrThrow()
      const id = 'ffffffff-ffff-4fff-bfff-ffffffffffff'
      await database.kysely
        .insertInto('household')
        .values({ ...own, id })
        .execute()
      return id
    },
    async [Symbol.asyncDispose]() {
      await steps[Symbol.asyncDispose]()
      await world[Symbol.asyncDispose]()
    },
  }
}

function watching(world: EngineWorld) {
  return clockSteps({
    engine: world.engine,
    clock: world.clock,
    uptimeMs: () => world.clock.monotonicMs(),
    households: async () => [world.me.householdId],
    onFailure: (error) => world.failures.push(error),
  })
}

/** Nothing here waits for the outside world, so it is a matter of some turns of the loop. */
async function soon(isSo: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) {
    if (await isSo()) return
    await rest()
  }
  assert.fail('it did not come about')
}

/** Everybody is heard of, so that nobody is taken to be lost. */
async function pass(world: EngineWorld, speaker: Speaking, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 1_000) {
    world.engine.heard(speaker)
    await world.clock.advance(1_000)
  }
  await rest()
}
