import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Dice } from '../../../../testing/src/fakes/seeded-chance.ts'
import { EngineWorld, rest, type Speaking } from '../../../../testing/src/worlds/engine-world.ts'

const SEEDS = 12
const STEPS = 40
const BEAT_MS = 15_000
const FOLLOWED = ['session.played', 'session.paused', 'session.speaker-changed', 'session.stopped']

/** A device that beats, or has fallen silent. */
interface Presence {
  readonly speaker: Speaking
  isThere: boolean
}

for (const playing of [true, false]) {
  test(`[D2] [S25] ${SEEDS} seeds of coming and going: ${playing ? 'only a lost speaker pauses, and nothing' : 'nothing'} begins to play by itself`, async () => {
    let lost = 0
    for (let seed = 1; seed <= SEEDS; seed++) {
      await using world = await EngineWorld.open()
      const dice = new Dice(seed)
      const devices: Presence[] = []
      for (const name of ['Kitchen', 'Bath', 'Attic'])
        devices.push({ speaker: await world.speaker(name), isThere: true })
      const [kitchen] = devices
      assert.ok(kitchen)
      await world.play(kitchen.speaker)
      await world.done({ type: 'session.set-options', repeatMode: 'one' })
      if (!playing) await world.done({ type: 'session.pause' })
      const { seq: from } = await world.head()
      for (let step = 0; step < STEPS; step++) {
        await someStep(world, devices, dice)
        await rest()
        const { playState, activeDeviceId } = await world.session()
        assert.equal(activeDeviceId, kitchen.speaker.deviceId, `seed ${seed}`)
        if (!playing) assert.equal(playState, 'paused', `seed ${seed}`)
      }
      const moved = (await world.log()).filter(
        ({ seq, event }) => seq > from && FOLLOWED.includes(event.type),
      )
      const reasons = moved.map(({ event }) => `${event.type} ${'reason' in event ? event.reason : ''}`)
      const pauses = reasons.filter((reason) => reason === 'session.paused speaker-lost')
      assert.deepEqual(reasons, pauses, `seed ${seed}`)
      assert.ok(pauses.length <= 1, `seed ${seed}`)
      const { playState } = await world.session()
      if (playing) assert.equal(playState, pauses.length === 1 ? 'paused' : 'playing', `seed ${seed}`)
      lost += pauses.length
    }
    // Both happen among these seeds, so that both were tried.
    if (playing) assert.ok(lost > 0 && lost < SEEDS, `${lost} lost`)
  })
}

/** Reports, commands and taps of the session are not among these: only who is there, and the hub's own life. */
async function someStep(world: EngineWorld, devices: readonly Presence[], dice: Dice): Promise<void> {
  const device = dice.pick(devices)
  const { speaker } = device
  switch (dice.below(8)) {
    case 0:
      device.isThere = dice.chance(0.5)
      break
    case 1:
      device.isThere = true
      await world.done(
        { type: 'device.register', deviceId: speaker.deviceId, name: speaker.deviceId.slice(0, 8) },
        { by: speaker },
      )
      break
    case 2:
      device.isThere = true
      await world.done(
        { type: 'device.update', deviceId: speaker.deviceId, capabilities: { unlocked: true } },
        { by: speaker },
      )
      break
    case 3:
      if (dice.chance(0.3)) await world.restart()
      break
    case 4:
      await world.speaker('Guest')
      break
    default:
      await pass(world, devices, dice.between(1, 3))
  }
}

async function pass(world: EngineWorld, devices: readonly Presence[], beats: number): Promise<void> {
  for (let beat = 0; beat < beats; beat++) {
    for (const { speaker, isThere } of devices) if (isThere) world.engine.heard(speaker)
    await world.clock.advance(BEAT_MS)
  }
}

test('[D14] the list of devices tells the last contact, which made no event', async () => {
  await using world = await EngineWorld.open()
  const kitchen = await world.speaker('Kitchen')
  const { seq } = await world.head()
  await world.clock.advance(20_000)
  world.engine.heard(kitchen)
  await rest()
  const [device] = await world.engine.devices(kitchen)
  assert.equal(device?.lastSeen, world.engine.now())
  assert.equal((await world.head()).seq, seq)
})
