// What a device sees that others play on: the session that has it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sessionRoom } from '@baton/protocol'
import { rest } from '../../../../testing/src/worlds/engine-world.ts'
import { chosenBy, home, playing } from '../../../../testing/src/worlds/shared-loudspeaker.ts'
import type { Principal } from '../index.ts'

test('[SD10] its stream changes over to the session that has it, with a ticket, and back', async () => {
  await using at = await home()
  const { world, kitchen, ada, ben } = at
  const told = world.follow([sessionRoom(ada.sessionId), 'playlists'], { by: kitchen })
  await rest()
  assert.deepEqual(told.kinds, ['snapshot', 'snapshot'])
  const shown = () => told.frames.flatMap((one) => (one.kind === 'snapshot' ? [one.room] : []))
  await playing(at, ben)
  await rest()
  assert.equal(told.kinds.at(2), 'resync')
  assert.ok(shown().slice(2).includes(sessionRoom(ben.sessionId)))
  assert.ok(told.types.includes('session.played') || told.types.includes('session.moved-on'))
  await world.done({ type: 'playlist.create', title: 'Ben’s own' }, { by: ben })
  await rest()
  assert.ok(!told.types.some((type) => type.startsWith('playlist')))
  const own = await world.engine.session(kitchen, kitchen.sessionId)
  assert.equal(own?.session.sessionId, ben.sessionId)
  const ticket = own && world.engine.tickets.forFollower(kitchen, own.session).current
  assert.ok(ticket && own.session.current)
  const { trackId } = own.session.current
  const admission = await world.engine.tickets.admit(ticket, trackId)
  assert.ok('release' in admission)
  await chosenBy(at, ada, true)
  await rest()
  assert.equal(admission.revoked.aborted, true)
  admission.release()
  assert.ok(shown().slice(-2).includes(sessionRoom(ada.sessionId)))
  const before = told.frames.length
  await world.done({ type: 'session.next' }, { by: ben })
  await rest()
  assert.equal(told.frames.length, before, 'Ben’s music is nothing to it any more')
})

test('[SD10] a stream that is taken up again begins anew where another session may have been shown to it', async () => {
  await using at = await home()
  const { world, kitchen, ada } = at
  const attic = await world.speaker('Attic')
  const takenUp = async (by: Principal) => {
    const told = world.follow([sessionRoom(ada.sessionId)], { by, after: await world.head() })
    await rest()
    return told.kinds
  }
  assert.deepEqual(await takenUp(attic), ['caught-up'])
  assert.equal((await takenUp(kitchen))[0], 'resync')
})

test('[SD10] nobody else follows another’s session by it', async () => {
  await using at = await home()
  const { world, ada, ben } = at
  await playing(at, ben)
  assert.equal(await world.engine.mayFollow(ada, [sessionRoom(ben.sessionId)]), false)
  assert.equal(await world.engine.session(ada, ben.sessionId), null)
})
