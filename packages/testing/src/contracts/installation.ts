import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { aborted, type Installation, leases } from '@baton/hub/engine'
import type { SqlDatabase } from '@baton/hub/stores/sql'
import type { HouseholdId } from '@baton/protocol'
import type { KyselyPlugin } from 'kysely'
import { quiet, VirtualClock } from '../fakes/virtual-clock.ts'

export interface InstallationWorld extends AsyncDisposable {
  /** Two workers of one installation, each on a connection of its own where the engine allows it. */
  readonly workers: readonly [Installation, Installation]
  /** How many statements the first of them has sent so far. */
  statements(): number
}

/** The same database, and a count of the statements that go through it from now on. */
export function countStatements(database: SqlDatabase) {
  let count = 0
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      count++
      return node
    },
    transformResult: async ({ result }) => result,
  }
  return {
    database: { ...database, kysely: database.kysely.withPlugin(plugin) },
    statements: () => count,
  }
}

/** What workers share: rules W6 to W10, W17 and W18 of docs/protocol/workers.md. */
export function installationContract({
  name,
  open,
}: {
  readonly name: string
  open(): Promise<InstallationWorld>
}): void {
  describe(`the installation on ${name}`, () => {
    let world: InstallationWorld
    let one: Installation
    let two: Installation
    before(async () => {
      world = await open()
      ;[one, two] = world.workers
    })
    after(() => world[Symbol.asyncDispose]())

    test('[W9] what the first offered is what all agree on', async () => {
      const agreed = await Promise.all(
        Array.from({ length: 10 }, (_, nth) => (nth % 2 ? one : two).agree('key', `offer ${nth}`)),
      )
      assert.equal(new Set(agreed).size, 1)
      assert.match(agreed[0] ?? '', /^offer \d$/)
      assert.equal(await two.agree('key', 'later'), agreed[0])
      assert.equal(await two.agree('another key', 'later'), 'later')
    })

    test('[W6] a lease has one holder, who may renew it', async () => {
      const takers = Array.from({ length: 8 }, (_, nth) => ({ nth, worker: nth % 2 ? one : two }))
      const taken = await Promise.all(takers.map(({ nth, worker }) => take(worker, 'scan', `worker ${nth}`)))
      assert.equal(taken.filter((generation) => generation !== undefined).length, 1)
      const holder = `worker ${taken.findIndex((generation) => generation !== undefined)}`
      assert.equal(await take(one, 'scan', holder), 1)
      assert.equal(await take(two, 'scan', 'somebody else'), undefined)
      assert.equal(await take(two, 'another', 'somebody else'), 1)
    })

    test('[W7] the generation grows whenever a lease is taken anew', async () => {
      assert.equal(await take(one, 'short', 'one'), 1)
      assert.equal(await take(two, 'short', 'two'), undefined)
      assert.equal(await take(one, 'short', 'one', 0), 1, 'renewed for no time at all')
      assert.equal(await take(two, 'short', 'two', 0), 2)
      assert.equal(await take(two, 'short', 'two'), 3, 'it had lapsed in between')
      assert.equal(await take(two, 'short', 'two'), 3)
    })

    test('[W8] a lease that was given up is free, and nobody gives up what another holds', async () => {
      assert.equal(await take(one, 'given', 'one'), 1)
      await two.giveUpLeases(['given'], 'two')
      assert.equal(await take(two, 'given', 'two'), undefined)
      await one.giveUpLeases(['given'], 'one')
      assert.equal(await take(two, 'given', 'two'), 2)
    })

    test('[W17] many leases are taken, renewed and given up at once; each has a holder of its own', async () => {
      const all = Array.from({ length: 1_000 }, (_, nth) => `household ${nth}`)
      await two.takeLeases(all.slice(0, 10), 'two', 60_000)
      const before = world.statements()
      const taken = await one.takeLeases(all, 'one', 60_000)
      assert.deepEqual([...taken.keys()].toSorted(), all.slice(10).toSorted())
      assert.deepEqual(new Set(taken.values()), new Set([1]))
      assert.deepEqual(await one.takeLeases(all, 'one', 60_000), taken)
      await one.giveUpLeases(all, 'one')
      assert.equal(world.statements() - before, 3)
      const rest = await two.takeLeases(all, 'two', 60_000)
      assert.equal(rest.size, 1_000)
      assert.deepEqual([rest.get('household 0'), rest.get('household 999')], [1, 2])
      assert.equal((await one.takeLeases([], 'one', 60_000)).size, 0)
    })

    test('[W17] workers that want the same leases at once get all of them between them, and no one waits for ever', async () => {
      const all = Array.from({ length: 200 }, (_, nth) => `wanted ${nth}`)
      const holders = Array.from({ length: 8 }, (_, nth) => `worker ${nth}`)
      const answers = await Promise.all(
        holders.map((holder, nth) =>
          (nth % 2 ? one : two).takeLeases(nth % 3 ? all : all.toReversed(), holder, 60_000),
        ),
      )
      const held = answers.flatMap((answer) => [...answer.keys()])
      assert.deepEqual(held.toSorted(), all.toSorted(), 'each has one holder')
      await Promise.all(
        holders.map(async (holder, nth) => {
          await (nth % 2 ? two : one).giveUpLeases(nth % 3 ? all.toReversed() : all, holder)
          await (nth % 2 ? one : two).takeLeases(all, holder, 60_000)
        }),
      )
      const renewed = await Promise.all(holders.map((holder) => one.takeLeases(all, holder, 60_000)))
      assert.deepEqual(renewed.flatMap((answer) => [...answer.keys()]).toSorted(), all.toSorted())
    })

    test('[W18] loops of a thousand households cost one statement for each renewal', async () => {
      const clock = new VirtualClock(0)
      const failures: unknown[] = []
      let answers = 0
      const takeLeases: Installation['takeLeases'] = async (...asked) => {
        const answer = await one.takeLeases(...asked)
        answers++
        return answer
      }
      const keeper = leases({
        installation: { ...one, takeLeases },
        clock,
        chance: { uuid: randomUUID },
        onFailure: (error) => failures.push(error),
      })
      let running = 0
      const before = world.statements()
      for (let nth = 0; nth < 1_000; nth++) {
        keeper.whileHeld(`loop ${nth}`, async (signal) => {
          if (nth === 500) throw new Error('This one fails')
          running++
          await aborted(signal)
          running--
        })
      }
      for (let round = 1; round <= 3; round++) {
        await clock.advance(round === 1 ? 0 : 4_000)
        while (answers < round) await sleep(5)
        await quiet()
        assert.equal(running, 999)
        assert.equal(world.statements() - before, round)
        assert.equal(failures.length, round, 'it is begun again with each renewal')
      }
      await keeper[Symbol.asyncDispose]()
      assert.equal(running, 0)
      assert.ok(world.statements() - before <= 5, 'what ends in one moment is given up with one statement')
      const next = await two.takeLeases(['loop 0', 'loop 500', 'loop 999'], 'next', 60_000)
      assert.deepEqual([...next.values()], [2, 2, 2])
    })

    test('[W10] a job that is requested twice is done once, by a worker that works for its household', async () => {
      const householdId = randomUUID() as HouseholdId
      const other = randomUUID() as HouseholdId
      await Promise.all([one, two, one].map((worker) => worker.requestJob('scan', householdId)))
      await two.requestJob('cancel', other)
      await one.requestJob('unknown', other)
      const elsewhere = await one.takeJobRequests(['scan', 'cancel'], [randomUUID() as HouseholdId])
      assert.deepEqual(elsewhere, [])
      const taken = await Promise.all(
        [one, two].map((worker) => worker.takeJobRequests(['scan', 'cancel'], [householdId, other])),
      )
      assert.deepEqual(
        taken.flat().toSorted((a, b) => a.name.localeCompare(b.name)),
        [
          { name: 'cancel', householdId: other },
          { name: 'scan', householdId },
        ],
      )
      assert.deepEqual(await one.takeJobRequests(['scan', 'cancel'], [householdId, other]), [])
    })
  })
}

const take = async (worker: Installation, name: string, holder: string, forMs = 60_000) =>
  (await worker.takeLeases([name], holder, forMs)).get(name)
