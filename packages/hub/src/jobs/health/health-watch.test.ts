import assert from 'node:assert/strict'
import { test } from 'node:test'
import { migrate, openSqlite, sqlHealthRecords } from '@baton/hub/stores/sql'
import { BatonError, type HouseholdId, type SystemHealth } from '@baton/protocol'
import type { HealthRecords, Principal } from '#engine'
import { type HealthWatchParts, healthWatch } from './index.ts'
import { type Finding, NO_ANSWER, well } from './look.ts'
import { lookAll } from './look-all.ts'

const HOME = 'home' as HouseholdId
const OWNER = { householdId: HOME, roles: ['owner'], scopes: null } as unknown as Principal
const LOW: Finding = { status: 'degraded', code: 'disk.low', figures: {} }
const AWAY: Finding = { status: 'degraded', code: 'library.folder-away', figures: { foldersAway: 1 } }

test('[HE1, HE5] a part that turns is kept and told to whoever follows, once for each transition', async () => {
  await using world = await openWorld()
  await using hub = world.worker()
  await hub.begin()
  assert.deepEqual(hub.told.length, 1, 'whoever follows is told how all is')
  await hub.look()
  assert.equal(hub.told.length, 1)
  hub.disk = LOW
  await hub.look()
  await hub.look()
  assert.deepEqual(
    hub.told.map(({ status }) => status),
    ['healthy', 'degraded'],
  )
  hub.library = AWAY
  hub.disk = well()
  await hub.look()
  const { components } = hub.told.at(-1) as SystemHealth
  assert.deepEqual(
    components.map(({ component, code }) => [component, code]),
    [
      ['database', 'well'],
      ['disk', 'well'],
      ['library', 'library.folder-away'],
    ],
  )
  assert.deepEqual(await world.transitions(), [
    'database well',
    'disk well',
    'library well',
    'disk disk.low',
    'disk well',
    'library library.folder-away',
  ])
})

test('[HE2] a look that fails or stays away is told as that, and whoever asks meanwhile is told what was found before', async () => {
  await using world = await openWorld()
  await using hub = world.worker()
  await hub.begin()
  hub.disk = new Error('broken')
  await hub.look()
  hub.library = new Error('broken')
  const { status, components } = await hub.health.present(OWNER)
  assert.deepEqual([status, codeOf({ components }, 'disk')], ['degraded', 'no-answer'])
  assert.equal(codeOf({ components }, 'library'), 'well', 'as it was found before')
  await hub.look()
  assert.equal(codeOf(hub.told.at(-1) as SystemHealth, 'library'), 'no-answer')
  const found = await lookAll({ disk: () => new Promise(() => {}), process: async () => well() }, () => 1)
  assert.deepEqual(Object.fromEntries(found), { disk: NO_ANSWER, process: well() })
})

test('[HE3] without its store the hub is unhealthy and says so at once; the outage is in the history afterwards', async () => {
  await using world = await openWorld()
  await using hub = world.worker()
  await hub.begin()
  world.isThere = false
  const asked = await hub.health.present(OWNER)
  assert.deepEqual([asked.status, codeOf(asked, 'database')], ['unhealthy', 'database.away'])
  assert.equal(codeOf(asked, 'library'), 'well', 'as it was found last')
  await hub.look()
  assert.equal(hub.told.at(-1)?.status, 'unhealthy', 'told beside the log')
  await assert.rejects(hub.health.history(OWNER, 24), { code: 'store.unavailable' })
  hub.pass(60_000)
  await hub.look()
  world.isThere = true
  await hub.look()
  assert.equal(hub.told.at(-1)?.status, 'healthy')
  const { transitions } = await hub.health.history(OWNER, 24)
  const [, away, back] = transitions.filter(({ component }) => component === 'database')
  assert.deepEqual([away?.code, back?.code], ['database.away', 'well'])
  assert.ok(Number(back?.at) - Number(away?.at) >= 60_000)
})

test('[HE8] history goes on over a restart, and says when nobody looked', async () => {
  await using world = await openWorld()
  {
    await using hub = world.worker()
    hub.disk = LOW
    await hub.begin()
  }
  await using again = world.worker()
  again.pass(5_000)
  again.disk = LOW
  await again.begin()
  const { transitions, components } = await again.health.history(OWNER, 24)
  const disk = transitions.filter(({ component }) => component === 'disk')
  assert.deepEqual(
    disk.map(({ code, from }) => [code, from]),
    [
      ['disk.low', null],
      ['stopped', 'degraded'],
      ['disk.low', 'unavailable'],
    ],
  )
  assert.equal(components.find(({ component }) => component === 'disk')?.since, disk.at(-1)?.at)
  // The machine slept, or the worker stood still.
  again.pass(3_600_000)
  await again.look()
  const after = (await again.health.history(OWNER, 24)).transitions.filter(
    ({ component }) => component === 'disk',
  )
  assert.deepEqual(
    after.slice(3).map(({ code }) => code),
    ['stopped', 'disk.low'],
  )
  assert.ok(Number(after[4]?.at) - Number(after[3]?.at) > 3_000_000)
})

test('[HE4] of several workers the worst counts, and one that is gone without a word is missed for an hour', async () => {
  await using world = await openWorld()
  await using one = world.worker('one')
  const two = world.worker('two')
  two.disk = LOW
  await two.begin()
  await one.begin()
  const both = await one.health.present(OWNER)
  assert.deepEqual([both.status, codeOf(both, 'disk')], ['degraded', 'disk.low'])
  two.kill()
  for (const passed of [119_000, 1_000]) {
    one.pass(passed)
    await one.look()
  }
  const alone = one.told.at(-1) as SystemHealth
  assert.deepEqual([codeOf(alone, 'disk'), codeOf(alone, 'process')], ['well', 'process.worker-lost'])
  const { components } = await one.health.history(OWNER, 24)
  assert.deepEqual(
    components.filter(({ isLost }) => isLost).map(({ worker, component }) => `${worker} ${component}`),
    ['two database', 'two disk'],
  )
  one.pass(3_600_000)
  await one.look()
  assert.equal(codeOf(one.told.at(-1) as SystemHealth, 'process'), undefined)
})

test('[HE4] a worker that ends in peace is not missed', async () => {
  await using world = await openWorld()
  await using one = world.worker('one')
  {
    await using two = world.worker('two')
    two.disk = LOW
    await two.begin()
  }
  await one.begin()
  one.pass(200_000)
  const { status, components } = await one.health.present(OWNER)
  assert.deepEqual([status, codeOf({ components }, 'process')], ['healthy', undefined])
})

test('[HE9] when what turned is the owner’s to read', async () => {
  await using world = await openWorld()
  await using hub = world.worker()
  await hub.begin()
  const listener = { ...OWNER, roles: ['listener'] } as unknown as Principal
  await assert.rejects(hub.health.history(listener, 24), { code: 'auth.forbidden' })
  assert.equal((await hub.health.present(listener)).status, 'healthy')
})

function codeOf({ components }: Pick<SystemHealth, 'components'>, component: string) {
  return components.find((one) => one.component === component)?.code
}

/** One database for all workers. */
async function openWorld() {
  const database = openSqlite({ path: ':memory:', synchronous: 'off' })
  await migrate(database)
  const kept = sqlHealthRecords(database)
  let nowMs = Date.UTC(2026, 10, 30)
  const world = {
    isThere: true,
    async transitions() {
      return (await kept.transitions(HOME, 0, 100)).map(({ component, code }) => `${component} ${code}`)
    },
    worker: (name?: string) => worker(name),
    [Symbol.asyncDispose]: () => database.close(),
  }
  const away = () => Promise.reject(new BatonError('store.unavailable'))
  const records: HealthRecords = {
    present: (ids) => (world.isThere ? kept.present(ids) : away()),
    write: (rows, transitions) => (world.isThere ? kept.write(rows, transitions) : away()),
    transitions: (id, since, most) => (world.isThere ? kept.transitions(id, since, most) : away()),
    forget: (id) => (world.isThere ? kept.forget(id) : away()),
    prune: (horizon) => (world.isThere ? kept.prune(horizon) : away()),
    devices: (id) => (world.isThere ? kept.devices(id) : away()),
  }

  function worker(name = 'hub') {
    let lookNow = () => {}
    let looked = () => {}
    let isDead = false
    const told: SystemHealth[] = []
    const parts: HealthWatchParts = {
      records,
      engine: {
        // Each moment is another one.
        now: () => nowMs++,
        followed: () => [HOME],
        beaconHere: (_household, _room, beacon) => {
          if (beacon.type === 'health') told.push(beacon.health)
        },
      },
      clock: {
        monotonicMs: () => nowMs,
        after(_ms, task) {
          lookNow = task
          looked()
          return () => {}
        },
      },
      worker: name,
      isAlone: name === 'hub',
      looks: {
        database: async () =>
          world.isThere ? well() : { status: 'unhealthy', code: 'database.away', figures: {} },
        disk: async () => {
          if (self.disk instanceof Error) throw self.disk
          return self.disk
        },
      },
      seldomLooks: {},
      looksOf: () => ({
        library: async () => {
          if (self.library instanceof Error) throw self.library
          return self.library
        },
      }),
      households: () => (name === 'two' ? [] : [HOME]),
      onFailure: (error) => assert.equal((error as BatonError).code, 'store.unavailable'),
    }
    const self = {
      disk: well() as Finding | Error,
      library: well() as Finding | Error,
      told,
      health: healthWatch(parts),
      pass(ms: number) {
        nowMs += ms
      },
      /** Looks once more, and waits until it is over. */
      look() {
        const done = new Promise<void>((resolve) => {
          looked = resolve
        })
        lookNow()
        return done
      },
      /** Resolves after the first look. */
      async begin() {
        const done = new Promise<void>((resolve) => {
          looked = resolve
        })
        await self.health.start()
        await done
      },
      kill() {
        isDead = true
      },
      async [Symbol.asyncDispose]() {
        if (!isDead) await self.health[Symbol.asyncDispose]()
      },
    }
    return self
  }
  return world
}
