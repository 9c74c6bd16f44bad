import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type DeviceId, sessionRoom } from '@baton/protocol'
import { EngineWorld, rest } from '../../../../testing/src/worlds/engine-world.ts'
import {
  chosenBy,
  home,
  IDLE,
  NOBODY,
  playing,
  says,
  seenBy,
  stand,
} from '../../../../testing/src/worlds/shared-loudspeaker.ts'
import type { Principal } from '../index.ts'

test('[SD12] a program, a display, and a browser that does not say so are not shared', async () => {
  await using world = await EngineWorld.open()
  for (const kind of ['browser', 'program', 'display'] as const) {
    const { result } = await world.done({ type: 'device.register', name: kind, kind })
    const deviceId = result.deviceId as DeviceId
    for (const players of ['everybody', [NOBODY]] as const) {
      const receipt = await world.send({ type: 'device.update', deviceId, name: 'Mine', players })
      assert.equal(receipt.outcome === 'rejected' && receipt.code, 'device.cannot-share', kind)
    }
    await world.done({ type: 'device.update', deviceId, players: 'owner' })
  }
  const names = (await world.engine.devices(world.me)).map(({ name }) => name)
  assert.equal(names.includes('Mine'), false)
})

test('[SD16] [SD17] a browser that says so is shared: its window shows its person’s session, its sound follows another’s', async () => {
  await using at = await home('everybody', 'browser')
  const { world, kitchen: window, ada, ben } = at
  const sound: Principal = { ...window, asSpeaker: true }
  const room = sessionRoom(ada.sessionId)
  const [seen, heard] = [window, sound].map((by) => world.follow([room], { by }))
  await rest()
  await playing(at, ben)
  await rest()
  const shownIn = (told: typeof seen) =>
    told?.frames.flatMap((frame) => (frame.kind === 'snapshot' ? [frame.room] : []))
  assert.deepEqual(shownIn(seen), [room])
  assert.deepEqual(shownIn(heard), [room, sessionRoom(ben.sessionId)])
  const readBy = async (by: Principal) => (await world.engine.session(by, by.sessionId))?.session
  assert.equal((await readBy(window))?.sessionId, ada.sessionId)
  const followed = await readBy(sound)
  assert.ok(followed?.sessionId === ben.sessionId && followed.current)
  const ticket = world.engine.tickets.forFollower(sound, followed).current
  const admission = await world.engine.tickets.admit(ticket ?? '', followed.current.trackId)
  assert.ok('release' in admission)
  await chosenBy(at, ada, true)
  await rest()
  assert.equal(admission.revoked.aborted, true)
  admission.release()
  assert.deepEqual(shownIn(seen), [room])
  assert.equal(shownIn(heard)?.at(-1), room)
})

test('[SD17] [SD9] its buttons are its person’s, unless it asks as the loudspeaker; its reports are about whoever has it', async () => {
  await using at = await home('everybody', 'browser')
  const { world, kitchen: window, ada, ben } = at
  const sound: Principal = { ...window, asSpeaker: true }
  await playing(at, ben)
  await world.done({ type: 'session.set-options', shuffle: true }, { by: window })
  assert.deepEqual([(await world.session(ada)).shuffle, (await world.session(ben)).shuffle], [true, false])
  assert.equal((await stand(at, ben)).playState, 'playing')
  await world.done({ type: 'session.pause' }, { by: sound })
  assert.deepEqual(await stand(at, ben), { playState: 'paused', on: window.deviceId, reason: null })
  await says(at, ben, 'silenced', 1)
  assert.deepEqual((await world.session(ben)).unsilenced ?? [], [])
  await world.done({ type: 'session.play' }, { by: ben })
  await world.done({ type: 'device.update', deviceId: window.deviceId, players: 'owner' })
  assert.equal((await stand(at, ben)).reason, 'speaker-withdrawn')
  assert.deepEqual(await stand(at, ada), IDLE)
})

test('[SD12] [SD4] what registers by the same sign-in and does not say so ends the sharing: whoever has it is told', async () => {
  const { shareable, silent } = { shareable: { shareable: true }, silent: { gapless: true } }
  for (const again of [
    { name: 'Other', kind: 'browser', capabilities: silent },
    { name: 'Other', kind: 'browser' },
    { name: 'Other', kind: 'program', capabilities: shareable },
  ] as const) {
    await using at = await home('everybody', 'browser')
    const { world, kitchen, ada, ben } = at
    await playing(at, ben)
    const told = world.follow(['devices'], { by: ben })
    await rest()
    const { deviceId } = kitchen
    await world.done({ type: 'device.register', deviceId, ...again }, { by: kitchen })
    await rest()
    assert.deepEqual(await stand(at, ben), { playState: 'paused', on: null, reason: 'speaker-withdrawn' })
    assert.equal(await seenBy(at, ben), null)
    assert.equal(told.types.includes('device.removed'), true)
    const seen = await seenBy(at, ada)
    assert.deepEqual([seen?.players, seen?.playsFor ?? null], ['owner', null])
    const receipt = await world.send({ type: 'device.update', deviceId, players: 'everybody' })
    const isRefused = receipt.outcome === 'rejected' && receipt.code === 'device.cannot-share'
    assert.equal(isRefused, true, JSON.stringify(again))
  }
})

test('[SD12] one that says so again stays shared, and one that says it no more is its owner’s alone', async () => {
  await using at = await home('everybody', 'browser')
  const { world, kitchen, ben } = at
  const { deviceId } = kitchen
  await playing(at, ben)
  const capabilities = { shareable: true }
  await world.done(
    { type: 'device.register', deviceId, name: 'Again', kind: 'browser', capabilities },
    { by: kitchen },
  )
  assert.equal((await stand(at, ben)).playState, 'playing')
  assert.equal((await seenBy(at, ben))?.playsFor?.userId, ben.userId)
  const withdraws = { type: 'device.update', deviceId, capabilities: { shareable: false } } as const
  const both = await world.send({ ...withdraws, players: 'everybody' }, { by: kitchen })
  assert.equal(both.outcome === 'rejected' && both.code, 'device.cannot-share')
  await world.done(withdraws, { by: kitchen })
  assert.equal((await stand(at, ben)).reason, 'speaker-withdrawn')
  assert.equal(await seenBy(at, ben), null)
})

test('[SD2] [DH7] the history of a shared browser is its owner’s alone', async () => {
  await using at = await home('everybody', 'browser')
  const { world, kitchen, ada, ben } = at
  const { deviceId } = kitchen
  await playing(at, ben)
  await assert.rejects(world.engine.deviceHistory(ben, deviceId, { limit: 10 }), { code: 'device.not-found' })
  for (const by of [ada, kitchen]) {
    const { items } = await world.engine.deviceHistory(by, deviceId, { limit: 100 })
    assert.equal(items.at(-1)?.happening, 'added')
  }
})
