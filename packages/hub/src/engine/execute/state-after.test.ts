import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CommandId, DeviceId } from '@baton/protocol'
import { EngineWorld, type OwnCommand } from '@baton/testing/worlds/engine-world'
import type { Store } from '#engine'

test('[C14] what a command hands back is what a read right behind it gives, and costs none', async () => {
  let reads = 0
  await using world = await EngineWorld.open()
  const store: Store = {
    ...world.store,
    snapshot: (...asked) => {
      reads++
      return world.store.snapshot(...asked)
    },
  }
  await world.restart({ store })
  const kitchen = await world.speaker('Kitchen')
  const made = await world.done({ type: 'playlist.create', title: 'Evening' }, { by: kitchen })
  const playlistId = made.result.playlistId
  assert.ok(playlistId)
  const { deviceId, sessionId } = kitchen
  const other = world.dice.uuid() as DeviceId
  const [trackId] = world.household.tracks
  assert.ok(trackId)
  const commands: readonly OwnCommand[] = [
    { type: 'queue.enqueue', source: { trackIds: [...world.household.tracks] }, at: 'now' },
    { type: 'session.next' },
    { type: 'session.seek', positionMs: 5_000 },
    { type: 'session.set-volume', volume: 40 },
    { type: 'session.like', trackId },
    { type: 'session.pause' },
    { type: 'session.pause' },
    { type: 'queue.clear' },
    { type: 'playlist.add', playlistId, source: { trackIds: [trackId] } },
    { type: 'playlist.change', playlistId, title: 'Night' },
    { type: 'device.register', deviceId: other, name: 'Attic' },
    { type: 'device.update', deviceId, name: 'Cellar' },
    { type: 'device.remove', deviceId },
  ]
  for (const command of commands) {
    reads = 0
    const asked = /^(device|playlist)\./.test(command.type) ? command : { ...command, sessionId }
    const { receipt, after } = await world.engine.executeAndShow(kitchen, asked as never)
    assert.equal(receipt.outcome, 'accepted', command.type)
    assert.equal(reads, 0, command.type)
    assert.ok(after?.session || after?.playlist, command.type)
    if (after.session) assert.deepEqual(after.session, await world.engine.session(kitchen, sessionId))
    if (after.devices) assert.deepEqual(after.devices, await world.engine.devices(kitchen))
    if (after.playlist) {
      const reading = await world.engine.playlist(kitchen, playlistId)
      assert.deepEqual(after.playlist, reading?.playlist)
    }
  }
})

test('[C14] a repetition hands back how things are now, a refusal nothing', async () => {
  await using world = await EngineWorld.open()
  const kitchen = await world.speaker('Kitchen')
  const id = world.dice.uuid() as CommandId
  const create = { type: 'playlist.create', title: 'Evening' } as const
  const first = await world.engine.executeAndShow(kitchen, create, id)
  const playlistId = first.after?.playlist?.playlistId
  assert.ok(playlistId)
  await world.done({ type: 'playlist.change', playlistId, title: 'Night' }, { by: kitchen })
  const again = await world.engine.executeAndShow(kitchen, create, id)
  assert.deepEqual(again.receipt, first.receipt)
  assert.equal(again.after?.playlist?.title, 'Night')
  const { sessionId } = world.other
  const refused = await world.engine.executeAndShow(kitchen, { type: 'session.pause', sessionId })
  assert.deepEqual([refused.receipt.outcome, refused.after], ['rejected', null])
})
