import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeviceId, ToneBeacon, ToneOutcome } from '@baton/protocol'
import { EngineWorld, rest, type Speaking } from '../../../testing/src/worlds/engine-world.ts'

const NOBODY = '00000000-0000-4000-8000-000000000000' as DeviceId
const SECOND = 1_000

/** Asks for a tone, and gives what the devices were told of it. */
async function asked(world: EngineWorld, { deviceId }: Pick<Speaking, 'deviceId'>, by = world.me) {
  const heard = world.follow(['devices'])
  const outcome = world.engine.testTone(by, deviceId).then(
    (said): ToneOutcome | { readonly code: string } => said,
    (error: { code: string }) => ({ code: error.code }),
  )
  await rest()
  const told = heard.frames.flatMap((frame) =>
    frame.kind === 'beacon' && frame.beacon.type === 'tone' ? [frame.beacon] : [],
  )
  heard.end()
  return { outcome, tone: told[0] as ToneBeacon | undefined }
}

test('[CB50] [CB52] it is told to play, no louder than it may, and what it says of it is answered', async () => {
  await using world = await EngineWorld.open()
  const kitchen = await world.speaker('Kitchen')
  const { seq } = await world.head()
  const { outcome, tone } = await asked(world, kitchen)
  assert.deepEqual([tone?.deviceId, tone?.volume], [kitchen.deviceId, 60])
  const end = { toneId: String(tone?.toneId), outcome: 'failed', reason: 'no-sound-card' } as const
  world.engine.toneEnded(kitchen, { ...end, toneId: NOBODY, outcome: 'played' })
  world.engine.toneEnded(kitchen, end)
  assert.deepEqual(await outcome, { outcome: 'failed', reason: 'no-sound-card' })
  assert.equal((await world.head()).seq, seq)

  await world.done({ type: 'device.update', deviceId: kitchen.deviceId, maxVolume: 25 }, { by: kitchen })
  const held = await asked(world, kitchen)
  assert.equal(held.tone?.volume, 25)
  await world.clock.advance(12 * SECOND)
  assert.deepEqual(await held.outcome, { outcome: 'unanswered', reason: null })
  const heldTo = { ...world.me, limits: { ...world.me.limits, maxVolume: 10 } }
  assert.equal((await asked(world, kitchen, heldTo)).tone?.volume, 10)
})

test('[CB50] one that sounds for somebody, or may not sound, is not tried', async () => {
  await using world = await EngineWorld.open()
  const kitchen = await world.speaker('Kitchen')
  const codeOf = async (device: Pick<Speaking, 'deviceId'>) => {
    const { outcome, tone } = await asked(world, device)
    assert.equal(tone, undefined)
    return outcome
  }
  const { outcome } = await asked(world, kitchen)
  assert.deepEqual(await codeOf(kitchen), { code: 'device.in-use' })
  await world.clock.advance(12 * SECOND)
  assert.deepEqual(await outcome, { outcome: 'unanswered', reason: null })

  await world.play(kitchen)
  assert.deepEqual(await codeOf(kitchen), { code: 'device.in-use' })
  await world.done({ type: 'session.pause' })
  const change = (said: object) =>
    world.done({ type: 'device.update', deviceId: kitchen.deviceId, ...said }, { by: kitchen })
  const always = { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '00:00', maxVolume: 0 }
  await change({ quietHours: [always], zone: 'Europe/Berlin' })
  assert.deepEqual(await codeOf(kitchen), { code: 'device.quiet' })
  await change({ quietHours: [], enabled: false })
  assert.deepEqual(await codeOf(kitchen), { code: 'device.disabled' })
  assert.deepEqual(await codeOf({ deviceId: NOBODY }), { code: 'device.not-found' })
  const theirs = await world.speaker('Attic', { by: world.other })
  assert.deepEqual(await codeOf(theirs), { code: 'device.not-found' })
})

test('[CB50] [SD2] one that another shares is not one’s own, and the try of whose it is goes on', async () => {
  await using world = await EngineWorld.open()
  const kitchen = await world.speaker('Kitchen')
  const { deviceId } = kitchen
  await world.done({ type: 'device.update', deviceId, players: 'everybody' })
  const theirs = world.engine.testTone(world.other, deviceId).then(
    ({ outcome }) => outcome,
    ({ code }: { code: string }) => code,
  )
  await rest()
  assert.ok((await asked(world, kitchen)).tone)
  await world.clock.advance(12 * SECOND)
  assert.equal(await theirs, 'device.not-found')
})

test('[CB50] [SD9] one that sounds for another listener is in use', async () => {
  await using world = await EngineWorld.open()
  const kitchen = await world.speaker('Kitchen')
  const { deviceId } = kitchen
  await world.done({ type: 'device.update', deviceId, players: 'everybody' })
  await world.done({ type: 'session.choose-speaker', deviceId }, { by: world.other })
  await world.play(world.other)
  const { outcome, tone } = await asked(world, kitchen)
  assert.equal(tone, undefined)
  assert.deepEqual(await outcome, { code: 'device.in-use' })
  await world.done({ type: 'session.pause' }, { by: world.other })
  assert.ok((await asked(world, kitchen)).tone)
})
