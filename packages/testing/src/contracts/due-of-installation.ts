import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { memoryBell } from '@baton/hub/bells/memory'
import { FAMILIES, type Family, ROOM_RULES } from '@baton/hub/domain'
import { type Bell, createEngine, type Principal, type RunningEngine, type Store } from '@baton/hub/engine'
import { migrate, ROOM_ROWS, type SqlDatabase, sqlStore } from '@baton/hub/stores/sql'
import { type BatonEvent, INSTALLATION, type Room, type RoomState, rejection } from '@baton/protocol'
import { Dice } from '../fakes/seeded-chance.ts'
import { VirtualClock } from '../fakes/virtual-clock.ts'
import { Watched } from '../worlds/engine-world.ts'
import { type Home, newHome } from './store/fixtures.ts'

/** A command that is due for the installation, on either engine. */
export function dueOfInstallation(name: string, open: () => Promise<SqlDatabase & AsyncDisposable>): void {
  describe(`due work of the installation on ${name}`, () => {
    test('[L22] it is carried out at its instant, told from the log of the installation, and done with', async () => {
      await using database = await open()
      await using world = await wallWorld(database)
      const followers = world.homes.map((home) => world.follow(home))
      await until(() => followers.every(({ kinds }) => kinds.includes('snapshot')))
      await world.putOff('once', 5_000)
      await world.passes(4_000)
      assert.deepEqual(await world.log(), [])
      await world.passes(3_000)
      assert.deepEqual(await world.log(), ['once'])
      await until(() => followers.every(({ types }) => types.join() === 'wall.written'))
      for (const { householdId } of world.homes)
        assert.deepEqual(await world.store.eventsAfter(householdId, 0, 9), [])
      assert.equal(await world.store.nextDueAt(), null)
      await world.passes(60_000)
      assert.deepEqual(await world.log(), ['once'])
    })

    test('[L22] it is carried out once, whichever of two workers does it, and after a start too', async () => {
      await using database = await open()
      await using world = await wallWorld(database)
      await world.begin()
      await world.putOff('early', 5_000)
      await world.passes(7_000)
      assert.deepEqual(await world.log(), ['early'])
      await world.putOff('late', 5_000)
      await world.end()
      await world.passes(3_600_000)
      assert.deepEqual(await world.log(), ['early'])
      await world.begin()
      await world.passes(2_000)
      assert.deepEqual(await world.log(), ['early', 'late'])
    })

    test('[L22] one that fails holds up no household, and is tried again', async () => {
      await using database = await open()
      await using world = await wallWorld(database)
      world.failing = true
      await world.putOff('again', 1_000)
      const [home] = world.homes
      await world.putOff('own', 2_000, home?.householdId)
      await world.passes(4_000)
      assert.deepEqual(await world.log(), [])
      assert.deepEqual(await world.log(home?.householdId), ['own'])
      assert.ok(world.failures.length > 0)
      world.failing = false
      await world.passes(15_000)
      assert.deepEqual(await world.log(), ['again'])
    })
  })
}

/** More would be waiting for what fails again and again. */
const MOST_ROUNDS = 40

async function until(isSo: () => boolean): Promise<void> {
  for (let round = 0; !isSo(); round++) {
    assert.ok(round < 2_000, 'it did not come to that')
    await sleep(5)
  }
}

// A family of these tests: one wall for everybody of the installation, on which the hub writes.
const WALL = 'wall' as Room
const EMPTY = { family: 'wall' } as unknown as RoomState
type WallCommand = { readonly type: 'wall.write'; readonly text: string }

/** Two households of one installation, and workers that know the wall. */
async function wallWorld(database: SqlDatabase) {
  await migrate(database)
  const dice = new Dice(1)
  const clock = new VirtualClock()
  const bell: Bell = memoryBell()
  const store: Store = sqlStore(database, {
    rooms: [
      ...ROOM_ROWS,
      () => ({
        family: 'wall' as RoomState['family'],
        // biome-ignore lint/correctness/useYield: it has no rows to ask for
        *show() {
          return { state: EMPTY }
        },
      }),
    ],
  })
  const homes = [
    await newHome({ database }, () => dice.uuid()),
    await newHome({ database }, () => dice.uuid()),
  ]
  const failures: unknown[] = []
  const engines: RunningEngine[] = []
  const world = {
    failing: false,
    failures,
    store,
    homes,
    begin: async () => void engines.push(await begin()),
    async end() {
      for (const engine of engines.splice(0)) await engine.stop()
    },
    follow: (home: Home) => new Watched(engines[0] as RunningEngine, principalOf(home), [WALL], undefined),
    async putOff(text: string, afterMs: number, log = INSTALLATION) {
      const { userId, sessionId } = homes[0] as Home
      const command = { userId, sessionId, command: { type: 'wall.write', text } }
      const due = [{ key: `wall/${text}`, due: { at: clock.wallMs() + afterMs, command } }]
      await store.transact(log, {}, () => ({ value: null, writes: { at: 0, events: [], due } }))
    },
    /** Time passes, and what was due is done or has failed: a server may take a moment for it. */
    async passes(ms: number) {
      await clock.advance(ms)
      for (let round = 0; round < MOST_ROUNDS; round++) {
        if ((await store.dueBefore(clock.wallMs(), 1)).length === 0) return
        await clock.advance(500)
        await sleep(5)
      }
    },
    async log(log = INSTALLATION) {
      const events = await store.eventsAfter(log, 0, 99)
      return events.map(({ event }) => (event as unknown as { readonly text: string }).text)
    },
    async [Symbol.asyncDispose]() {
      await world.end()
      await store.close()
    },
  }
  const family: Family<WallCommand> = {
    name: 'wall',
    prefixes: ['wall'],
    rights: {},
    needs: () => [],
    onlyWhileDue: () => true,
    decide({ text }) {
      if (world.failing && text === 'again') throw new Error('The wall is wet')
      if (text === '') return { rejected: rejection('request.invalid') }
      const event = { type: 'wall.written', text } as unknown as BatonEvent
      return { changes: [], published: [{ room: WALL, audience: 'installation', revision: 0, event }] }
    },
  }
  const begin = () =>
    createEngine({
      ...{ store, bell, clock, chance: dice, soleWorker: false },
      families: [...FAMILIES, family],
      rooms: [...ROOM_RULES, { family: 'wall', ofInstallation: true }],
      ticketKey: new Uint8Array(32).fill(7),
      onFailure: (error) => failures.push(error),
    })
  await world.begin()
  return world
}

function principalOf({ householdId, userId, sessionId }: Home): Principal {
  return {
    ...{ householdId, userId, sessionId, deviceId: null, credentialId: userId, roles: ['owner'] },
    ...{ scopes: null, limits: { maxVolume: null, mayAddDevices: true } },
  } as unknown as Principal
}
