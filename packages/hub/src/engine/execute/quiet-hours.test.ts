import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { QuietSpan } from '@baton/protocol'
import { EngineWorld, rest, type Speaking } from '../../../../testing/src/worlds/engine-world.ts'

/** It is midnight, by the clocks of this zone, when a world begins. */
const ZONE = 'UTC'
const BEGINS_MS = 60_000
const NIGHT: QuietSpan = { days: [1, 2, 3, 4, 5, 6, 7], from: '00:01', to: '06:00', maxVolume: 0 }

test('[QH4] [QH5] [QH12] the household’s hours begin for everybody, once, whichever worker comes first', async () => {
  await using world = await EngineWorld.open()
  await world.worker({ soleWorker: false })
  const kitchen = await world.speaker('Kitchen')
  const attic = await world.speaker('Attic', { by: world.other })
  await world.play(kitchen)
  await world.play(attic)
  await world.done({ type: 'quiet-hours.set', zone: ZONE, spans: [NIGHT] })
  const watched = world.follow(['devices', 'quiet-hours'], { by: world.other })
  await rest()
  await untilJustBefore(world, kitchen, attic)
  assert.deepEqual(await playStates(world), ['playing', 'playing'])
  await world.clock.advance(5_000)
  await rest()
  assert.deepEqual(await playStates(world), ['paused', 'paused'])
  const paused = (await world.log()).filter(({ event }) => event.type === 'session.paused')
  assert.deepEqual(
    paused.map(({ event }) => event.type === 'session.paused' && event.reason),
    ['quiet-hours', 'quiet-hours'],
  )
  assert.deepEqual(
    watched.frames.flatMap(({ kind, ...frame }) =>
      kind === 'snapshot' && 'state' in frame ? [frame.state.family] : [],
    ),
    ['devices', 'quiet-hours'],
  )
  assert.equal(watched.types.at(-1), 'device.changed')
  assert.deepEqual(await world.send({ type: 'session.play' }, { by: attic }).then(codeOf), 'device.quiet')
  assert.deepEqual(world.failures, [])
})

test('[QH4] [QH7] what began while the hub was off holds after its start, and what ended begins nothing', async () => {
  await using world = await EngineWorld.open()
  const kitchen = await world.speaker('Kitchen')
  await world.play(kitchen)
  const hours = { quietHours: [{ ...NIGHT, maxVolume: 30 }], zone: ZONE }
  await world.done({ type: 'device.update', deviceId: kitchen.deviceId, ...hours }, { by: kitchen })
  await untilJustBefore(world, kitchen)
  await world.restart()
  world.engine.heard(kitchen)
  await world.clock.advance(5_000)
  await rest()
  const { volumes, playState } = await world.session()
  assert.deepEqual([volumes[kitchen.deviceId]?.volume, playState], [30, 'playing'])
  await world.done({ type: 'session.pause' }, { by: kitchen })
  await world.engine.stop()
  await world.clock.advance(7 * 3_600_000)
  world.engine = await world.worker()
  await world.clock.advance(1_100)
  await rest()
  const [device] = await world.engine.devices(world.me)
  assert.deepEqual([device?.quiet?.holds, device?.quiet?.maxVolume], [false, 30])
  const later = await world.session()
  assert.equal(later.volumes[kitchen.deviceId]?.volume, 30)
  assert.equal(later.playState, 'paused')
  await world.done({ type: 'session.set-volume', volume: 100 }, { by: kitchen })
  assert.equal((await world.session()).volumes[kitchen.deviceId]?.volume, 100)
})

/** Everybody is heard of, so that nobody is taken to be lost. */
async function untilJustBefore(world: EngineWorld, ...speakers: readonly Speaking[]): Promise<void> {
  for (let passed = 0; passed + 20_000 < BEGINS_MS; passed += 20_000) {
    await world.clock.advance(20_000)
    for (const speaker of speakers) world.engine.heard(speaker)
  }
  const left = Date.UTC(2026, 0, 1) + BEGINS_MS - world.clock.wallMs()
  await world.clock.advance(left - 1_000)
  for (const speaker of speakers) world.engine.heard(speaker)
  await rest()
}

async function playStates(world: EngineWorld): Promise<readonly string[]> {
  const sessions = await Promise.all([world.session(world.me), world.session(world.other)])
  return sessions.map(({ playState }) => playState)
}

function codeOf(receipt: Awaited<ReturnType<EngineWorld['send']>>): string | null {
  return receipt.outcome === 'rejected' ? receipt.code : null
}
