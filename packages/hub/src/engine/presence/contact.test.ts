import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Store } from '@baton/hub/engine'
import { BatonError } from '@baton/protocol'
import { EngineWorld, rest, type Speaking } from '../../../../testing/src/worlds/engine-world.ts'

/** A speaker is silent by its own clock so long after it sent the last request that was answered: rule P15. */
const SILENT_AFTER_MS = 29_000
const SECOND = 1_000

/** The store as a worker sees it that can be cut off from it. */
function cuttable(store: Store): { readonly store: Store; isCut: boolean } {
  const cut = {
    isCut: false,
    store: new Proxy(store, {
      get(target, name, receiver) {
        const value: unknown = Reflect.get(target, name, receiver)
        if (typeof value !== 'function' || name === 'close') return value
        return (...asked: unknown[]) =>
          cut.isCut ? Promise.reject(new BatonError('store.unavailable')) : value.apply(target, asked)
      },
    }),
  }
  return cut
}

/** How many contacts were written with each write. */
function counted(store: Store): { readonly store: Store; readonly writes: readonly number[] } {
  const writes: number[] = []
  const noting = new Proxy(store, {
    get: (target, name, receiver) =>
      name === 'noteContacts'
        ? (contacts: Parameters<Store['noteContacts']>[0]) => {
            writes.push(contacts.length)
            return target.noteContacts(contacts)
          }
        : Reflect.get(target, name, receiver),
  })
  return { store: noting, writes }
}

/** Two workers of one household; the kitchen plays, and speaks with the first one only. */
async function twoWorkers() {
  const world = await EngineWorld.open({ soleWorker: false })
  const first = cuttable(world.household.openStore())
  const near = await world.worker({ soleWorker: false, store: first.store })
  const kitchen = await world.speaker('Kitchen')
  const bath = await world.speaker('Bath')
  await world.play(kitchen)
  await world.clock.advance(60 * SECOND)
  let answeredAt = Number.NEGATIVE_INFINITY
  /** Whether it was answered. */
  const beat = async (): Promise<boolean> => {
    const sentAt = world.engine.now()
    return near.contact(kitchen).then(
      () => {
        answeredAt = sentAt
        return true
      },
      (error: unknown) => {
        assert.ok(error instanceof BatonError && error.code === 'store.unavailable', String(error))
        return false
      },
    )
  }
  return {
    ...{ world, bath, beat },
    cut: () => {
      first.isCut = true
    },
    mend: () => {
      first.isCut = false
    },
    /** By the kitchen's own clock, with what was answered until now. */
    silentFrom: () => answeredAt + SILENT_AFTER_MS,
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  }
}

async function beatFor(on: Awaited<ReturnType<typeof twoWorkers>>, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await on.beat()
    await on.world.clock.advance(SECOND)
  }
}

/** From when on the other one may sound, once it is chosen and told to play; null: not yet. */
async function mayBegin(world: EngineWorld, bath: Speaking): Promise<number | null> {
  const { deviceId } = bath
  const chosen = await world.send({ type: 'session.choose-speaker', deviceId })
  if (chosen.outcome === 'rejected') {
    assert.equal(chosen.code, 'speaker.unreachable')
    return null
  }
  const { offerId } = chosen.result
  if (offerId) {
    const { speakerEpoch: epoch } = await world.session()
    const n = world.engine.now()
    const ready = {
      type: 'device.report',
      deviceId,
      n,
      epoch,
      event: 'ready',
      offerId,
      positionMs: 0,
    } as const
    await world.done(ready, { by: bath })
  } else await world.done({ type: 'session.play' }, { by: bath })
  const { activeDeviceId, unsilenced, handOver } = await world.session()
  assert.equal(activeDeviceId, deviceId)
  const others = (unsilenced ?? []).filter((one) => one.deviceId !== deviceId)
  const begins = Math.max(world.engine.now(), ...others.map(({ until }) => until))
  // Where the former one does not answer in time, the music stays with it.
  if (!handOver || begins < handOver.deadline) return begins
  await world.clock.advance(3 * SECOND)
  return null
}

for (const isPaused of [true, false]) {
  test(`[P30] a worker that is cut off from the store renews no right that the others do not count with: ${isPaused ? 'paused' : 'handed over'} meanwhile`, async () => {
    const waits: number[] = []
    for (const cutAfter of [0, 7, 15]) {
      for (const changedAfter of [0, 3, 18]) {
        await using on = await twoWorkers()
        const { world, bath } = on
        await beatFor(on, 20 + cutAfter)
        on.cut()
        await beatFor(on, changedAfter)
        await world.engine.contact(bath)
        if (isPaused) await world.done({ type: 'session.pause' }, { by: bath })
        let begins: number | null = null
        for (let second = 0; second < 60 && begins === null; second++) {
          await beatFor(on, 1)
          await world.engine.contact(bath)
          begins = await mayBegin(world, bath)
        }
        await beatFor(on, 60)
        const when = `cut off after ${cutAfter} s, changed ${changedAfter} s later`
        assert.ok(begins !== null, `${when}: nobody may sound any more`)
        const both = on.silentFrom() - begins
        assert.ok(both <= 0, `${when}: both sound for ${both} ms`)
        waits.push(-both)
      }
    }
    // It is not waited for longer than it takes: the step of 15 s, and the second that a speaker is early.
    assert.ok(Math.max(...waits) <= 32_000, `${waits}`)
  })
}

test('[P30] a contact of which the others know already is answered without the store', async () => {
  await using on = await twoWorkers()
  assert.equal(await on.beat(), true)
  on.cut()
  await on.world.clock.advance(15 * SECOND)
  assert.equal(await on.beat(), true)
  await on.world.clock.advance(1)
  assert.equal(await on.beat(), false)
  assert.equal(await on.beat(), false)
  on.mend()
  assert.equal(await on.beat(), true)
})

test('[P30] a device that was removed and came back by another worker has no right that the others do not count with', async () => {
  await using world = await EngineWorld.open({ soleWorker: false })
  const store = world.household.openStore()
  const near = await world.worker({ soleWorker: false, store })
  const kitchen = await world.speaker('Kitchen')
  await world.clock.advance(60 * SECOND)
  await near.contact(kitchen)
  await world.clock.advance(2 * SECOND)
  const { householdId, deviceId } = kitchen
  await world.done({ type: 'device.remove', deviceId }, { by: world.me })
  await near.contact(kitchen)
  await world.clock.advance(SECOND)
  await world.done({ type: 'device.register', deviceId, name: 'Kitchen' }, { by: kitchen })
  for (let second = 0; second < 40; second++) {
    await near.contact(kitchen)
    const counts = await store.noteContacts([{ householdId, deviceId, at: 0, presentUntil: 0 }])
    const ahead = (counts.get(deviceId) ?? 0) - world.engine.now()
    assert.ok(ahead >= 0, `the others count with ${-ahead} ms less, ${second} s after it came back`)
    await world.clock.advance(SECOND)
  }
})

test('[P30] who asks for a device that is gone is not looked up in the store each time', async () => {
  await using world = await EngineWorld.open({ soleWorker: false })
  const { store, writes } = counted(world.household.openStore())
  const worker = await world.worker({ soleWorker: false, store })
  const kitchen = await world.speaker('Kitchen')
  const { householdId, deviceId } = kitchen
  await world.clock.advance(60 * SECOND)
  await world.done({ type: 'device.remove', deviceId }, { by: world.me })
  for (let n = 0; n < 40; n++) {
    await worker.contact(kitchen)
    await world.clock.advance(SECOND / 4)
  }
  assert.deepEqual(writes, [1, 1])
  await worker.contact(kitchen)
  await world.done({ type: 'device.register', deviceId, name: 'Kitchen' }, { by: kitchen })
  for (let second = 0; second < 40; second++) {
    await worker.contact(kitchen)
    const counts = await store.noteContacts([{ householdId, deviceId, at: 0, presentUntil: 0 }])
    assert.ok((counts.get(deviceId) ?? 0) >= world.engine.now(), `${second} s after it came back`)
    await world.clock.advance(SECOND)
  }
})

test('[P30] contacts that come while one is being written are written together', async () => {
  await using world = await EngineWorld.open({ soleWorker: false })
  const { store, writes } = counted(world.household.openStore())
  const worker = await world.worker({ soleWorker: false, store })
  const speakers = [await world.speaker('Kitchen'), await world.speaker('Bath'), await world.speaker('Attic')]
  await world.clock.advance(60 * SECOND)
  const [first, ...others] = speakers.map((speaker) => worker.contact(speaker))
  await Promise.all([first, ...others, ...speakers.map((speaker) => worker.contact(speaker))])
  await rest()
  assert.equal(
    writes.reduce((sum, length) => sum + length, 0),
    3,
  )
  assert.ok(writes.length <= 2, `${writes}`)
})
