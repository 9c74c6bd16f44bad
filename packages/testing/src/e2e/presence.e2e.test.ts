import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { seedOr } from '../fakes/fixed-seeds.ts'
import { Dice } from '../fakes/seeded-chance.ts'
import { HubProcessWorld, until, type WorldDevice } from '../worlds/hub-process-world.ts'

const STEPS = 24

/** What only commands may change. */
interface Right {
  readonly playState: string
  readonly activeDeviceId: string | null
  readonly speakerEpoch: number
}

for (const playState of ['paused', 'playing'] as const) {
  test(`[D2] whoever comes, goes, reloads or restarts: what is ${playState} stays ${playState} on its device`, async (t) => {
    const seed = seedOr(1)
    t.diagnostic(`seed ${seed}`)
    const dice = new Dice(seed)
    await using world = await HubProcessWorld.build({ devices: 3 })
    const [kitchen, ...others] = world.devices
    assert.ok(kitchen)
    const source = { trackIds: world.trackIds }
    await kitchen.hub.send({ type: 'queue.enqueue', source, at: 'now' })
    await until('the kitchen is heard', async () => kitchen.sound.isHeard)
    if (playState === 'paused') await kitchen.hub.send({ type: 'session.pause' })
    const watcher = await world.client()
    const right = async (): Promise<Right> => {
      const { playState: now, activeDeviceId, speakerEpoch } = await watcher.session()
      return { playState: now, activeDeviceId, speakerEpoch }
    }
    const before = await right()
    assert.deepEqual([before.playState, before.activeDeviceId], [playState, kitchen.deviceId])
    await using plain = await world.plainFollower()
    const told: string[] = []

    for (let step = 1; step <= STEPS; step++) {
      told.push(await someComingOrGoing(world, dice, step))
      assert.deepEqual(await right(), before, `after: ${told.join(', ')}`)
      assert.deepEqual(
        others.filter(({ sound }) => sound.isHeard).map(({ name }) => name),
        [],
      )
    }
    for (const device of world.devices) if (!device.connected) await device.connect()
    await wait(500)
    assert.deepEqual(await right(), before)
    if (playState === 'paused') assert.equal(kitchen.sound.isHeard, false)
    else await until('the kitchen is heard again', async () => kitchen.sound.isHeard)
    const moved = plain.events.filter(({ data }) =>
      ['session.played', 'session.paused', 'session.speaker-changed'].includes(String(data.type)),
    )
    assert.deepEqual(moved, [])
  })
}

async function someComingOrGoing(world: HubProcessWorld, dice: Dice, step: number): Promise<string> {
  const device = dice.pick(world.devices)
  // Each sort of restart happens at least once, whatever the dice say.
  if (step === 8 || step === 16) {
    const signal = step === 8 ? 'SIGKILL' : 'SIGTERM'
    await world.restart(signal)
    return signal
  }
  switch (dice.below(4)) {
    case 0:
      await register(device)
      return `${device.name} registers`
    case 1:
      if (device.connected) await device.disconnect()
      await device.connect()
      return `${device.name} reloads`
    case 2:
      await device.hub.heartbeat({ unlocked: true })
      return `${device.name} beats`
    default:
      if (device.connected) await device.disconnect()
      else await device.connect()
      return `${device.name} ${device.connected ? 'comes' : 'goes'}`
  }
}

async function register({ hub, deviceId, name }: WorldDevice): Promise<void> {
  assert.equal(await hub.register({ deviceId, name, kind: 'agent' }), deviceId)
}
