import assert from 'node:assert/strict'
import { test } from 'node:test'
import { STALE_AFTER_MS } from '@baton/protocol'
import { EngineHouse, rest, type Speaking } from '../../../../testing/src/worlds/engine-world.ts'

async function leftAlone(house: EngineHouse): Promise<Speaking> {
  const kitchen = await house.speaker('Kitchen')
  await house.play(kitchen)
  await house.done({ type: 'session.seek', positionMs: 30_000 }, { by: kitchen })
  await house.done({ type: 'session.pause' }, { by: kitchen })
  return kitchen
}

/** The hub is away for this long. */
async function away(house: EngineHouse, ms: number): Promise<void> {
  await house.engine.stop()
  await house.clock.advance(ms)
  house.engine = await house.worker()
}

test('[S27] [C7] a session that grew stale while the hub was away is so after its start, by one event', async () => {
  await using house = await EngineHouse.open()
  await leftAlone(house)
  await away(house, 7 * STALE_AFTER_MS)
  await house.clock.advance(1_100)
  await rest()
  await away(house, STALE_AFTER_MS)
  await house.clock.advance(1_100)
  const { timeline, resumeOffer } = await house.session()
  assert.deepEqual(
    [timeline.positionMs, resumeOffer?.positionMs, resumeOffer?.deviceName],
    [0, 30_000, 'Kitchen'],
  )
  const grown = (await house.log()).filter(({ event }) => event.type === 'session.grew-stale')
  assert.equal(grown.length, 1)
})

test('[S27] [L6] who follows is told at its time, and folds to what the hub says', async () => {
  await using house = await EngineHouse.open()
  await leftAlone(house)
  await away(house, STALE_AFTER_MS - 5_000)
  const watched = house.follow([house.room])
  await rest()
  await house.clock.advance(3_000)
  assert.deepEqual(watched.types, [])
  await house.clock.advance(4_000)
  assert.deepEqual(watched.types, ['session.grew-stale'])
})

test('[S27] [S29] a command that comes before the timer finds it done', async () => {
  await using house = await EngineHouse.open()
  const kitchen = await leftAlone(house)
  await house.engine.stop()
  await house.clock.advance(STALE_AFTER_MS)
  house.engine = await house.worker()
  const receipt = await house.done({ type: 'session.resume' }, { by: kitchen })
  const session = await house.session()
  assert.equal(session.revision, receipt.revision)
  assert.deepEqual(
    [session.playState, session.timeline.positionMs, session.resumeOffer],
    ['playing', 30_000, null],
  )
  const types = (await house.log()).slice(-2).map(({ event }) => event.type)
  assert.deepEqual(types, ['session.grew-stale', 'session.played'])
  await house.clock.advance(3_000)
  assert.equal((await house.session()).revision, receipt.revision)
})

test('[S30] [T6] growing stale ends the tickets of before, and cuts what is open', async () => {
  await using house = await EngineHouse.open()
  const kitchen = await leftAlone(house)
  await away(house, STALE_AFTER_MS - 2_000)
  house.engine.heard(kitchen)
  await rest()
  const { current } = await house.session()
  const { current: token } = house.engine.tickets.forFollower(kitchen, await house.session())
  assert.ok(current && token)
  const admission = await house.engine.tickets.admit(token, current.trackId)
  assert.ok('revoked' in admission)
  assert.equal(admission.revoked.aborted, false)
  await house.clock.advance(3_000)
  assert.equal(admission.revoked.aborted, true)
  admission.release()
  await house.done({ type: 'session.resume' }, { by: kitchen })
  const again = await house.engine.tickets.admit(token, current.trackId)
  assert.equal('code' in again && again.code, 'media.ticket-refused')
  const fresh = house.engine.tickets.forFollower(kitchen, await house.session())
  assert.notEqual(fresh.current, token)
})
