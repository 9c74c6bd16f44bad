import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeviceId } from '@baton/protocol'
import { EngineWorld } from '../../../../testing/src/worlds/engine-world.ts'
import { NOBODY } from '../../../../testing/src/worlds/shared-loudspeaker.ts'

test('[SD12] only what has an agent is shared: a browser has the session of whoever sits there', async () => {
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
