import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Installation } from '@baton/hub/engine'
import type { HouseholdId } from '@baton/protocol'

export interface InstallationWorld extends AsyncDisposable {
  /** Two workers of one installation, each on a connection of its own where the engine allows it. */
  readonly workers: readonly [Installation, Installation]
}

/** What workers share: rules W6 to W10 of docs/protocol/workers.md. */
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
      const taken = await Promise.all(
        takers.map(({ nth, worker }) => worker.takeLease('scan', `worker ${nth}`, 60_000)),
      )
      assert.equal(taken.filter((generation) => generation !== null).length, 1)
      const holder = `worker ${taken.findIndex((generation) => generation !== null)}`
      assert.equal(await one.takeLease('scan', holder, 60_000), 1)
      assert.equal(await two.takeLease('scan', 'somebody else', 60_000), null)
      assert.equal(await two.takeLease('another', 'somebody else', 60_000), 1)
    })

    test('[W7] the generation grows whenever a lease is taken anew', async () => {
      assert.equal(await one.takeLease('long', 'one', 60_000), 1)
      assert.equal(await two.takeLease('long', 'two', 60_000), null)
      assert.equal(await one.takeLease('short', 'one', 1), 1)
      await sleep(20)
      assert.equal(await two.takeLease('short', 'two', 1), 2)
      await sleep(20)
      assert.equal(await two.takeLease('short', 'two', 60_000), 3, 'it had lapsed in between')
      assert.equal(await two.takeLease('short', 'two', 60_000), 3)
    })

    test('[W8] a lease that was given up is free, and nobody gives up what another holds', async () => {
      assert.equal(await one.takeLease('given', 'one', 60_000), 1)
      await two.giveUpLease('given', 'two')
      assert.equal(await two.takeLease('given', 'two', 60_000), null)
      await one.giveUpLease('given', 'one')
      assert.equal(await two.takeLease('given', 'two', 60_000), 2)
    })

    test('[W10] an errand left twice is done once, by one worker', async () => {
      const householdId = randomUUID() as HouseholdId
      const other = randomUUID() as HouseholdId
      await Promise.all([one, two, one].map((worker) => worker.leaveErrand('scan', householdId)))
      await two.leaveErrand('cancel', other)
      await one.leaveErrand('unknown', other)
      const taken = await Promise.all([one, two].map((worker) => worker.takeErrands(['scan', 'cancel'])))
      assert.deepEqual(
        taken.flat().toSorted((a, b) => a.name.localeCompare(b.name)),
        [
          { name: 'cancel', householdId: other },
          { name: 'scan', householdId },
        ],
      )
      assert.deepEqual(await one.takeErrands(['scan', 'cancel']), [])
    })
  })
}
