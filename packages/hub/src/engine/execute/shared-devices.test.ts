import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TagId } from '@baton/protocol'
import { rest } from '../../../../testing/src/worlds/engine-world.ts'
import {
  chosenBy,
  home,
  IDLE,
  isAwaitedBy,
  NOBODY,
  playing,
  says,
  seenBy,
  share,
  stand,
  takesOffer,
} from '../../../../testing/src/worlds/shared-loudspeaker.ts'
import type { Principal } from '../index.ts'

describe('who may play on a device', () => {
  test('[SD1] [SD2] it is its owner’s until that one shares it, and then everybody’s to see', async () => {
    await using at = await home('owner')
    const { world, kitchen, ben } = at
    const { deviceId } = kitchen
    assert.equal(await seenBy(at, ben), null)
    assert.equal((await chosenBy(at, ben))?.code, 'device.not-found')
    const told = world.follow(['devices'], { by: ben })
    await share(at, 'everybody')
    await rest()
    assert.deepEqual(told.types, ['device.changed'])
    assert.equal((await seenBy(at, ben))?.name, 'Kitchen')
    const renamed = await world.send({ type: 'device.update', deviceId, name: 'Mine' }, { by: ben })
    assert.equal(renamed.outcome === 'rejected' && renamed.code, 'device.not-found')
    const { items } = await world.engine.deviceHistory(ben, deviceId, { limit: 10 })
    assert.equal(items.at(-1)?.happening, 'added')
    const [toldToOwner, toldToIt] = [at.ada, kitchen].map((by) => world.follow(['devices'], { by }))
    await share(at, 'owner')
    await rest()
    assert.deepEqual(told.types, ['device.changed', 'device.removed'])
    assert.deepEqual([toldToOwner?.types, toldToIt?.types], [['device.changed'], ['device.changed']])
    await world.done({ type: 'device.update', deviceId, name: 'Bath' })
    await world.done({ type: 'device.remove', deviceId })
    await rest()
    assert.equal(told.types.length, 2)
    assert.equal(await seenBy(at, ben), null)
    await assert.rejects(world.engine.deviceHistory(ben, deviceId, { limit: 10 }), {
      code: 'device.not-found',
    })
  })

  test('[SD3] who is not named does not get it, and nothing begins there by itself', async () => {
    await using at = await home([NOBODY])
    const { world, ben, kitchen } = at
    assert.equal((await chosenBy(at, ben, true))?.code, 'device.not-shared')
    await share(at, [NOBODY, ben.userId])
    await playing(at, ben)
    assert.equal((await stand(at, ben)).on, kitchen.deviceId)
    await world.done({ type: 'session.pause' }, { by: ben })
    await share(at, [NOBODY])
    const played = await world.send({ type: 'session.play' }, { by: ben })
    assert.equal(played.outcome === 'rejected' && played.code, 'session.no-speaker')
  })

  test('[SD4] whoever has it when the setting changes loses it, and is told', async () => {
    await using at = await home()
    await playing(at, at.ben)
    await share(at, [NOBODY])
    assert.deepEqual(await stand(at, at.ben), {
      playState: 'paused',
      on: null,
      reason: 'speaker-withdrawn',
    })
    assert.equal((await seenBy(at, at.ada))?.playsFor ?? null, null)
    await playing(at, at.ada)
  })
})

describe('one session at a time', () => {
  test('[SD5] [SD6] two people and one loudspeaker: it is taken only by whoever says so, and both are told', async () => {
    await using at = await home()
    const { world, kitchen, ada, ben } = at
    await playing(at, ben)
    assert.deepEqual((await seenBy(at, ada))?.playsFor, { userId: ben.userId, name: ben.username })
    const refused = await chosenBy(at, ada)
    assert.equal(refused?.code, 'speaker.in-use')
    assert.equal(refused.details?.playsFor, ben.username)
    assert.deepEqual(await stand(at, ada), IDLE)
    assert.equal((await stand(at, ben)).playState, 'playing')

    await world.clock.advance(5_000)
    assert.equal(await chosenBy(at, ada, true), null)
    assert.deepEqual(await stand(at, ben), { playState: 'paused', on: null, reason: 'speaker-taken' })
    const { failover, timeline } = await world.session(ben)
    assert.deepEqual(failover?.takenBy, { userId: ada.userId, name: ada.username })
    assert.equal(timeline.positionMs, 5_000)
    assert.equal((await stand(at, ada)).on, kitchen.deviceId)
    assert.equal((await seenBy(at, ben))?.playsFor?.userId, ada.userId)
  })

  test('[SD6] [SD7] it is taken back in the same way, and what only stands there is not asked', async () => {
    await using at = await home()
    const { world, kitchen, ada, ben } = at
    await playing(at, ben)
    await chosenBy(at, ada, true)
    await world.play(ada)
    assert.equal((await chosenBy(at, ben))?.code, 'speaker.in-use')
    assert.equal(await chosenBy(at, ben, true), null)
    await world.done({ type: 'session.play' }, { by: ben })
    assert.deepEqual(await stand(at, ben), { playState: 'playing', on: kitchen.deviceId, reason: null })
    assert.equal((await stand(at, ada)).reason, 'speaker-taken')
    await world.done({ type: 'session.pause' }, { by: ben })
    assert.equal(await chosenBy(at, ada), null, 'nothing sounds there')
    assert.deepEqual(await stand(at, ben), { playState: 'paused', on: null, reason: null })
  })

  test('[SD5] it is offered to a session that plays elsewhere, and let go with the next speaker', async () => {
    await using at = await home()
    const { world, kitchen, ben } = at
    const phone = await world.speaker('Phone', { by: ben })
    await world.play(phone)
    assert.equal(await chosenBy(at, ben), null)
    assert.equal((await seenBy(at, ben))?.playsFor?.userId, ben.userId)
    const { deviceId } = kitchen
    await takesOffer(at, ben)
    assert.equal((await stand(at, ben)).on, deviceId)
    await world.done({ type: 'session.pause' }, { by: ben })
    await world.done({ type: 'session.choose-speaker', deviceId: phone.deviceId }, { by: ben })
    assert.equal((await seenBy(at, ben))?.playsFor ?? null, null)
  })

  test('[SD5] shared while it is offered to its owner’s session, it is shown to be that one’s from then on', async () => {
    await using at = await home('owner')
    const { world, kitchen, ada, ben } = at
    const phone = await world.speaker('Phone')
    await world.play(phone)
    assert.equal(await chosenBy(at, ada), null)
    await share(at, 'everybody')
    const shownFor = async () => (await seenBy(at, ben))?.playsFor?.userId
    assert.equal(await shownFor(), ada.userId)
    await takesOffer(at, ada)
    assert.equal((await stand(at, ada)).on, kitchen.deviceId)
    assert.equal(await shownFor(), ada.userId)
  })

  test('[SD8] who lost it waits for its silence, which its first word for the other one tells', async () => {
    await using at = await home()
    const { world, ada, ben } = at
    await playing(at, ben)
    await says(at, ben, 'sounding', 1)
    const { current: former, speakerEpoch: epoch } = await world.session(ben)
    await chosenBy(at, ada, true)
    await world.play(ada)
    assert.equal(await isAwaitedBy(at, ben), true)
    const late = { type: 'device.report', deviceId: at.kitchen.deviceId, n: 2, epoch } as const
    const before = await world.session(ada)
    for (const event of ['progress', 'ended'] as const) {
      const entryId = former?.entryId ?? null
      await world.send({ ...late, event, entryId, positionMs: 9_000 }, { by: at.kitchen })
    }
    assert.equal((await world.session(ada)).revision, before.revision, 'it was about Ben’s music')
    assert.equal(await isAwaitedBy(at, ben), true)
    await says(at, ada, 'sounding', 4)
    assert.equal(await isAwaitedBy(at, ben), false)
    assert.equal((await stand(at, ada)).playState, 'playing')
    await chosenBy(at, ben, true)
    await says(at, ben, 'silenced', 5)
    assert.equal(await isAwaitedBy(at, ada), false)
  })

  test('[SD8] everybody that it was taken from before it said a word is told of its silence', async () => {
    await using home_ = await home()
    const { world, ada, ben } = home_
    const box = await world.box('Box')
    const at = { ...home_, kitchen: box }
    await world.play(box)
    for (const by of [ada, ben]) {
      assert.equal(await chosenBy(at, by, true), null)
      if (by === ada) await world.play(ada)
    }
    for (const former of [{ ...box, deviceId: null }, ada]) assert.equal(await isAwaitedBy(at, former), true)
    await says(at, ben, 'silenced', 1)
    for (const former of [{ ...box, deviceId: null }, ada]) assert.equal(await isAwaitedBy(at, former), false)
  })

  test('[SD8] its silence is told to whoever has it, too, where that one waits for it', async () => {
    await using at = await home()
    const { world, ada, ben } = at
    await playing(at, ben)
    assert.equal(await chosenBy(at, ada, true), null)
    await world.play(ada)
    await world.done({ type: 'session.pause' })
    for (const by of [ada, ben]) assert.equal(await isAwaitedBy(at, by), true)
    await says(at, ada, 'silenced', 1)
    for (const by of [ada, ben]) assert.equal(await isAwaitedBy(at, by), false)
  })

  test('[SD8] who waited for nothing when it was taken keeps no word from the one that has it', async () => {
    await using at = await home()
    const { world, ben } = at
    await playing(at, at.ada)
    await says(at, at.ada, 'sounding', 1)
    await world.done({ type: 'session.pause' })
    await says(at, at.ada, 'silenced', 2)
    assert.equal(await isAwaitedBy(at, at.ada), false)
    await playing(at, ben)
    await world.done({ type: 'session.pause' }, { by: ben })
    assert.equal(await isAwaitedBy(at, ben), true)
    await says(at, ben, 'silenced', 3)
    assert.equal(await isAwaitedBy(at, ben), false)
  })

  test('[SD9] where it is lost or switched off, the music of whoever has it pauses', async () => {
    await using at = await home()
    const { world, kitchen, ben } = at
    await playing(at, ben)
    await world.done({ type: 'device.update', deviceId: kitchen.deviceId, enabled: false })
    assert.deepEqual(await stand(at, ben), { playState: 'paused', on: null, reason: 'speaker-removed' })
    await world.done({ type: 'device.update', deviceId: kitchen.deviceId, enabled: true })
    await playing(at, ben)
    await world.clock.advance(100_000)
    await rest()
    assert.deepEqual(await stand(at, ben), {
      playState: 'paused',
      on: kitchen.deviceId,
      reason: 'speaker-lost',
    })
  })

  test('[SD9] its ceiling, its quiet hours and its end are those of the music of whoever has it', async () => {
    await using at = await home()
    const { world, kitchen, ben } = at
    const { deviceId } = kitchen
    await playing(at, ben)
    const change = (said: object) => world.done({ type: 'device.update', deviceId, ...said })
    await change({ maxVolume: 30 })
    assert.equal((await world.session(ben)).volumes[deviceId]?.volume, 30)
    const silent = { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '00:00', maxVolume: 0 }
    await change({ quietHours: [silent], zone: 'Europe/Berlin' })
    assert.deepEqual(await stand(at, ben), { playState: 'paused', on: deviceId, reason: null })
    await change({ quietHours: [] })
    await world.done({ type: 'session.play' }, { by: ben })
    await world.done({ type: 'device.remove', deviceId })
    assert.deepEqual(await stand(at, ben), { playState: 'paused', on: null, reason: 'speaker-removed' })
  })
})

test('[SD5] [H19] three devices each and one for both: each of them has one speaker, and it is one’s at most', async () => {
  await using at = await home()
  const { world, kitchen, ada, ben } = at
  const own = async (by: Principal) => {
    const names = ['Phone', 'Laptop', 'Radio']
    return Promise.all(names.map((name) => world.speaker(name, { by, capabilities: { reports: false } })))
  }
  const devices = { ada: [...(await own(ada)), kitchen], ben: [...(await own(ben)), kitchen] }
  const people = { ada, ben }
  for (const by of [ada, ben]) {
    const [first] = by === ada ? devices.ada : devices.ben
    assert.ok(first)
    await world.play(first)
  }
  const moves = [
    'ben 3',
    'ada 1',
    'ada 3',
    'ben 1',
    'ben 3',
    'ada 2',
    'ada 3',
    'ada 0',
    'ben 3',
    'ben 2',
  ] as const
  for (const move of moves) {
    const [who, nth] = move.split(' ') as ['ada' | 'ben', string]
    const { deviceId } = devices[who][Number(nth)] ?? assert.fail(move)
    const choose = { type: 'session.choose-speaker', deviceId, takeOver: true, now: true } as const
    await world.done(choose, { by: people[who] })
    await world.send({ type: 'session.play' }, { by: people[who] })
    const [hers, his] = [await stand(at, ada), await stand(at, ben)]
    assert.deepEqual(who === 'ada' ? hers : his, { playState: 'playing', on: deviceId, reason: null }, move)
    const has = [hers, his].filter(({ on }) => on === kitchen.deviceId)
    assert.ok(has.length <= 1, move)
    const owner = hers.on === kitchen.deviceId ? ada : his.on === kitchen.deviceId ? ben : null
    assert.equal((await seenBy(at, ada))?.playsFor?.userId ?? null, owner?.userId ?? null, move)
  }
})

test('[SD9] whoever is removed, or whose loudspeaker signs out, lets it go', async () => {
  await using at = await home()
  const { world, kitchen, ada, ben } = at
  await playing(at, ben)
  await world.engine.leave(kitchen)
  assert.deepEqual(await stand(at, ben), { playState: 'paused', on: null, reason: 'speaker-removed' })
  await playing(at, ben)
  await world.engine.retire(ben)
  assert.equal((await stand(at, ben)).on, null)
  assert.equal((await seenBy(at, ada))?.playsFor ?? null, null)
  assert.equal(await chosenBy(at, ada), null)
})

test('[SD9] [H15] a borrowed loudspeaker that may sound unheard is let go as soon as it is certainly silent', async () => {
  await using at = await home()
  const { world, ben } = at
  await playing(at, ben)
  await world.clock.advance(25_000)
  await world.engine.retire(ben)
  assert.equal((await stand(at, ben)).playState, 'playing', 'nobody can tell it')
  await world.clock.advance(30_000)
  await rest()
  assert.equal((await stand(at, ben)).on, null)
  assert.equal((await seenBy(at, at.ada))?.playsFor ?? null, null)
})

test('[SD3] no session gets a device of which it is not told that it may play there, whoever asks', async () => {
  await using at = await home([NOBODY])
  const { world, kitchen, ada, ben } = at
  const hold = { type: 'device.hold', deviceId: kitchen.deviceId, by: ben, name: null, takeOver: true }
  const refused = await world.engine.tell(ada.householdId, ada, hold)
  assert.equal(refused?.code, 'device.not-shared')
})

describe('what is done at the device itself', () => {
  test('[SD11] [AG72] its keys are about the session that plays there, and about its owner’s where none does', async () => {
    await using at = await home()
    const { world, kitchen, ada, ben } = at
    const pressed = (command: Parameters<typeof world.done>[0]) => world.done(command, { by: kitchen })
    await playing(at, ben)
    await pressed({ type: 'session.pause' })
    assert.deepEqual(await stand(at, ben), { playState: 'paused', on: kitchen.deviceId, reason: null })
    await pressed({ type: 'session.play' })
    await pressed({ type: 'session.set-options', shuffle: true })
    await pressed({ type: 'session.set-volume', deviceId: kitchen.deviceId, volume: 30 })
    const { playState, shuffle, volumes } = await world.session(ben)
    assert.deepEqual([playState, shuffle, volumes[kitchen.deviceId]?.volume], ['playing', true, 30])
    assert.deepEqual(await stand(at, ada), IDLE)
    assert.equal((await world.session(ada)).shuffle, false)

    const phone = await world.speaker('Phone', { by: ben, capabilities: { reports: false } })
    await world.done({ type: 'session.choose-speaker', deviceId: phone.deviceId }, { by: ben })
    await pressed({ type: 'session.set-options', shuffle: true })
    await pressed({ type: 'session.pause' })
    assert.equal((await stand(at, ben)).playState, 'playing')
    assert.equal((await world.session(ada)).shuffle, true)
  })

  test('[SD11] what is set there of another loudspeaker is not about the session that plays there', async () => {
    await using at = await home()
    const { world, kitchen, ada, ben } = at
    const study = await world.speaker('Study')
    await playing(at, ben)
    const { deviceId } = study
    await world.done({ type: 'session.set-volume', deviceId, volume: 30 }, { by: kitchen })
    assert.equal((await world.session(ada)).volumes[deviceId]?.volume, 30)
    assert.equal((await world.session(ben)).volumes[deviceId], undefined)
  })

  test('[BX14] a tag that it sees plays in the session that has it, else in its owner’s', async () => {
    await using at = await home()
    const { world, kitchen, ada, ben } = at
    const tagId = '04a1' as TagId
    const [, trackId] = world.household.tracks
    assert.ok(trackId)
    await world.done({ type: 'tag.bind', tagId, target: { trackId }, policy: 'play' })
    await playing(at, ben)
    await world.done({ type: 'tag.scan', tagId }, { by: kitchen })
    assert.equal((await world.session(ben)).current?.trackId, trackId)
    assert.deepEqual(await stand(at, ada), IDLE)
    const phone = await world.speaker('Phone', { by: ben, capabilities: { reports: false } })
    await world.done({ type: 'session.choose-speaker', deviceId: phone.deviceId }, { by: ben })
    await world.done({ type: 'tag.scan', tagId }, { by: kitchen })
    assert.deepEqual(await stand(at, ada), { playState: 'playing', on: kitchen.deviceId, reason: null })
    assert.equal((await stand(at, ben)).on, phone.deviceId)
  })
})
