import assert from 'node:assert/strict'
import { test } from 'node:test'
import { STALE_AFTER_MS } from '@baton/protocol'
import { EngineWorld, rest, type Speaking } from '../../../../testing/src/worlds/engine-world.ts'

async function leftAlone(world: EngineWorld): Promise<Speaking> {
  const kitchen = await world.speaker('Kitchen')
  await world.play(kitchen)
  await world.done({ type: 'session.seek', positionMs: 30_000 }, { by: kitchen })
  await world.done({ type: 'session.pause' }, { by: kitchen })
  return kitchen
}

/** The hub is away for this long. */
async function away(world: EngineWorld, ms: number): Promise<void> {
  await world.engine.stop()
  await world.clock.advance(ms)
  world.engine = await world.worker()
}

test('[S27] [C7] a session that grew stale while the hub was away is so after its start, by one event', async () => {
  await using world = await EngineWorld.open()
  await leftAlone(world)
  await away(world, 7 * STALE_AFTER_MS)
  await world.clock.advance(1_100)
  await rest()
  await away(world, STALE_AFTER_MS)
  await world.clock.advance(1_100)
  const { timeline, resumeOffer } = await world.session()
  assert.deepEqual(
    [timeline.positionMs, resumeOffer?.positionMs, resumeOffer?.deviceName],
    [0, 30_000, 'Kitchen'],
  )
  const grown = (await world.log()).filter(({ event }) => event.type === 'session.grew-stale')
  assert.equal(grown.length, 1)
})

test('[S27] [L6] who follows is told at its time, and folds to what the hub says', async () => {
  await using world = await EngineWorld.open()
  await leftAlone(world)
  await away(world, STALE_AFTER_MS - 5_000)
  const watched = world.follow([world.room])
  await rest()
  await world.clock.advance(3_000)
  assert.deepEqual(watched.types, [])
  await world.clock.advance(4_000)
  assert.deepEqual(watched.types, ['session.grew-stale'])
})

test('[S27] [S29] a command that comes before the timer finds it done', async () => {
  await using world = await EngineWorld.open()
  const kitchen = await leftAlone(world)
  await world.engine.stop()
  await world.clock.advance(STALE_AFTER_MS)
  world.engine = await world.worker()
  const receipt = await world.done({ type: 'session.resume' }, { by: kitchen })
  const session = await world.session()
  assert.equal(session.revision, receipt.revision)
  assert.deepEqual(
    [session.playState, session.timeline.positionMs, session.resumeOffer],
    ['playing', 30_000, null],
  )
  const types = (await world.log()).slice(-2).map(({ event }) => event.type)
  assert.deepEqual(types, ['session.grew-stale', 'session.played'])
  await world.clock.advance(3_000)
  assert.equal((await world.session()).revision, receipt.revision)
})

test('[S30] [T6] growing stale ends the tickets of before, and cuts what is open', async () => {
  await using world = await EngineWorld.open()
  const kitchen = await leftAlone(world)
  await away(world, STALE_AFTER_MS - 2_000)
  world.engine.heard(kitchen)
  await rest()
  const { current } = await world.session()
  const { current: token } = world.engine.tickets.forFollower(kitchen, await world.session())
  assert.ok(current && token)
  const admission = await world.engine.tickets.admit(token, current.trackId)
  assert.ok('revoked' in admission)
  assert.equal(admission.revoked.aborted, false)
  await world.clock.advance(3_000)
  assert.equal(admission.revoked.aborted, true)
  admission.release()
  await world.done({ type: 'session.resume' }, { by: kitchen })
  const again = await world.engine.tickets.admit(token, current.trackId)
  assert.equal('code' in again && again.code, 'media.ticket-refused')
  const fresh = world.engine.tickets.forFollower(kitchen, await world.session())
  assert.notEqual(fresh.current, token)
})
