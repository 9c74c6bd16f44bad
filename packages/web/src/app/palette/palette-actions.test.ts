import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type DeviceView, UserId } from '@baton/protocol'
import type { ConnectedHub } from '../../hub/connected-hub.ts'
import { paletteActionsOf } from './palette-actions.ts'

const ADA = UserId.parse('00000000-0000-4000-8000-000000000001')
const BEN = UserId.parse('00000000-0000-4000-8000-000000000002')

test('[SD3] only devices that the listener may play on are offered', () => {
  const own = { ownerId: ADA, online: true, enabled: true, kind: 'agent', capabilities: { sound: true } }
  const devices = [
    { ...own, deviceId: 'kitchen' },
    { ...own, deviceId: 'bath', players: 'everybody' },
    { ...own, deviceId: 'study', players: [ADA] },
  ] as unknown as readonly DeviceView[]
  const offered = (listener: UserId | null) => {
    const facts = { devices, activeDeviceId: null, listener, isPlaying: false }
    const groups = paletteActionsOf({ deviceId: null, box: null } as unknown as ConnectedHub, facts)
    const ids = groups.flatMap(({ actions }) => actions.map(({ id }) => id))
    return ids.filter((id) => id.startsWith('device '))
  }
  assert.deepEqual(offered(ADA), ['device kitchen', 'device bath', 'device study'])
  assert.deepEqual(offered(BEN), ['device bath'])
  assert.deepEqual(offered(null), [])
})
