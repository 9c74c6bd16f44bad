// What a session does without a device being named: it takes nothing from anybody.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { rest, type Speaking } from '../../../../testing/src/worlds/engine-world.ts'
import {
  type Home,
  home,
  IDLE,
  NOBODY,
  playing,
  says,
  seenBy,
  share,
  stand,
} from '../../../../testing/src/worlds/shared-loudspeaker.ts'

describe('what a session does by itself takes nothing from anybody', () => {
  /** Ben’s music has just left the kitchen for his phone, which was not heard yet. */
  async function leaving(at: Home): Promise<Speaking> {
    await playing(at, at.ben)
    await says(at, at.ben, 'sounding', 1)
    const phone = await at.world.speaker('Phone', { by: at.ben })
    const { deviceId } = phone
    await at.world.done({ type: 'session.choose-speaker', deviceId }, { by: phone })
    return phone
  }

  for (const [whose, next] of [
    ['another’s that plays there', (at: Home) => playing(at, at.ada)],
    [
      'another’s that is paused there',
      async (at: Home) => {
        await playing(at, at.ada)
        await at.world.done({ type: 'session.pause' })
      },
    ],
    ['not to be played on any more', (at: Home) => share(at, [NOBODY])],
  ] as const) {
    test(`[SD15] [H9] a hand-over that is given up pauses where the former loudspeaker is ${whose}`, async () => {
      await using at = await home()
      const phone = await leaving(at)
      assert.ok((await at.world.session(at.ben)).handOver)
      await next(at)
      const hers = await stand(at, at.ada)
      await at.world.clock.advance(3_000)
      await rest()
      const paused = { playState: 'paused', on: phone.deviceId, reason: 'speaker-silent' }
      assert.deepEqual(await stand(at, at.ben), paused)
      assert.equal((await at.world.session(at.ben)).handOver, null)
      assert.deepEqual(await stand(at, at.ada), hers)
    })
  }

  test('[SD15] [H10] a phone that may not sound says so, also where the way back is another’s', async () => {
    await using at = await home()
    const { world } = at
    const phone = await leaving(at)
    await playing(at, at.ada)
    const { speakerEpoch: epoch, current } = await world.session(at.ben)
    const { deviceId } = phone
    const said = { type: 'device.report', deviceId, n: 1, epoch, event: 'blocked', positionMs: 0 } as const
    await world.done({ ...said, entryId: current?.entryId ?? null }, { by: phone })
    assert.deepEqual(await stand(at, at.ben), {
      playState: 'paused',
      on: deviceId,
      reason: 'speaker-silent',
    })
    assert.equal((await stand(at, at.ada)).playState, 'playing')
  })

  test('[SD15] [H8] it goes back where nobody has taken it meanwhile', async () => {
    await using at = await home()
    await leaving(at)
    await at.world.clock.advance(3_000)
    await rest()
    assert.deepEqual(await stand(at, at.ben), {
      playState: 'playing',
      on: at.kitchen.deviceId,
      reason: null,
    })
    assert.equal((await seenBy(at, at.ada))?.playsFor?.userId, at.ben.userId)
  })

  for (const heard of ['plays', 'is paused'] as const) {
    test(`[SD15] [FO4] a failover passes over one’s own loudspeaker on which another’s music ${heard}`, async () => {
      await using at = await home()
      const { world, kitchen, ada, ben } = at
      const radio = await world.speaker('Radio')
      const study = await world.speaker('Study')
      await playing(at, ben)
      if (heard === 'is paused') await world.done({ type: 'session.pause' }, { by: ben })
      const his = await stand(at, ben)
      await world.play(radio)
      await world.done({ type: 'session.set-options', autoFailover: true })
      const { speakerEpoch: epoch, current } = await world.session(ada)
      const { deviceId } = radio
      const said = { type: 'device.report', deviceId, n: 1, epoch, event: 'blocked', positionMs: 0 } as const
      await world.done({ ...said, entryId: current?.entryId ?? null }, { by: radio })
      await world.clock.advance(1_000)
      await rest()
      assert.deepEqual(await stand(at, ada), { playState: 'playing', on: study.deviceId, reason: null })
      assert.deepEqual(await stand(at, ben), his)
      assert.equal((await seenBy(at, ada))?.playsFor?.userId, ben.userId)
      assert.equal(his.on, kitchen.deviceId)
    })
  }

  test('[SD15] what is another’s is not named among those where the music could play', async () => {
    await using at = await home()
    const { world, ada, ben } = at
    const study = await world.speaker('Study')
    await playing(at, ben)
    const played = await world.send({
      type: 'queue.enqueue',
      source: { trackIds: [...world.household.tracks] },
      at: 'now',
    })
    assert.equal(played.outcome === 'rejected' && played.code, 'session.no-speaker')
    const { candidates } = played.outcome === 'rejected' ? (played.details ?? {}) : assert.fail()
    assert.deepEqual(candidates, [{ deviceId: study.deviceId, deviceName: 'Study' }])
    assert.deepEqual(await stand(at, ada), IDLE)
  })

  for (const heard of ['plays', 'is paused'] as const) {
    test(`[SD15] [S2] a box whose own music ${heard} is not begun on, though it was used last`, async () => {
      await using at = await home()
      const { world, ben } = at
      const box = await world.box('Box')
      const { deviceId } = box
      await world.done({ type: 'session.choose-speaker', deviceId }, { by: ben })
      await world.play(ben)
      await world.done({ type: 'session.pause' }, { by: ben })
      await world.play(box)
      if (heard === 'is paused') await world.done({ type: 'session.pause' }, { by: box })
      const its = await stand(at, box)
      const played = await world.send({ type: 'session.play' }, { by: ben })
      assert.equal(played.outcome === 'rejected' && played.code, 'session.no-speaker')
      assert.deepEqual(await stand(at, box), its)
      await world.done({ type: 'session.choose-speaker', deviceId, takeOver: true }, { by: ben })
      assert.equal((await stand(at, ben)).on, deviceId)
    })
  }
})
