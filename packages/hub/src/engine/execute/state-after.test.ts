import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CommandId, DeviceId } from '@baton/protocol'
import { EngineHouse, type OwnCommand } from '@baton/testing/worlds/engine-world'
import type { Store } from '#engine'

test('[C14] what a command hands back is what a read right behind it gives, and costs none', async () => {
  let reads = 0
  await using house = await EngineHouse.open()
  const store: Store = {
    ...house.store,
    snapshot: (...asked) => {
      reads++
      return house.store.snapshot(...asked)
    },
  }
  await house.restart({ store })
  const kitchen = await house.speaker('Kitchen')
  const made = await house.done({ type: 'playlist.create', title: 'Evening' }, { by: kitchen })
  const playlistId = made.result.playlistId
  assert.ok(playlistId)
  const { deviceId, sessionId } = kitchen
  const other = house.dice.uuid() as DeviceId
  const [trackId] = house.household.tracks
  assert.ok(trackId)
  const commands: readonly OwnCommand[] = [
    { type: 'queue.enqueue', source: { trackIds: [...house.household.tracks] }, at: 'now' },
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
    const { receipt, after } = await house.engine.executeAndShow(kitchen, asked as never)
    assert.equal(receipt.outcome, 'accepted', command.type)
    assert.equal(reads, 0, command.type)
    assert.ok(after?.session || after?.playlist, command.type)
    if (after.session) assert.deepEqual(after.session, await house.engine.session(kitchen, sessionId))
    if (after.devices) assert.deepEqual(after.devices, await house.engine.devices(kitchen))
    if (after.playlist) {
      const reading = await house.engine.playlist(kitchen, playlistId)
      assert.deepEqual(after.playlist, reading?.playlist)
    }
  }
})

test('[C14] a repetition hands back how things are now, a refusal nothing', async () => {
  await using house = await EngineHouse.open()
  const kitchen = await house.speaker('Kitchen')
  const id = house.dice.uuid() as CommandId
  const create = { type: 'playlist.create', title: 'Evening' } as const
  const first = await house.engine.executeAndShow(kitchen, create, id)
  const playlistId = first.after?.playlist?.playlistId
  assert.ok(playlistId)
  await house.done({ type: 'playlist.change', playlistId, title: 'Night' }, { by: kitchen })
  const again = await house.engine.executeAndShow(kitchen, create, id)
  assert.deepEqual(again.receipt, first.receipt)
  assert.equal(again.after?.playlist?.title, 'Night')
  const { sessionId } = house.other
  const refused = await house.engine.executeAndShow(kitchen, { type: 'session.pause', sessionId })
  assert.deepEqual([refused.receipt.outcome, refused.after], ['rejected', null])
})
