import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { DeviceCommand } from '@baton/protocol'
import { deviceId, type House, houseWith, USER } from '../../../../testing/src/domain/index.ts'
import { decide } from '../decide.ts'

function tried(house: House, command: DeviceCommand, mayAddDevices: boolean): string {
  const outcome = decide(house.session, command, {
    now: house.now,
    userId: USER,
    mayAddDevices,
    callerId: deviceId('kitchen'),
    ids: ['00000000-0000-4000-8000-00000000abcd'],
    seed: 1,
    devices: house.devices,
    tracks: null,
    liked: false,
  })
  return 'rejected' in outcome ? outcome.rejected.code : 'accepted'
}

describe('whoever may not add devices', () => {
  const kitchen = deviceId('kitchen')
  const refused: readonly DeviceCommand[] = [
    { type: 'device.register', name: 'Another' },
    { type: 'device.register', deviceId: deviceId('study'), name: 'Another' },
    { type: 'device.update', deviceId: kitchen, name: 'Mine' },
    { type: 'device.update', deviceId: kitchen, enabled: false },
    { type: 'device.remove', deviceId: kitchen },
  ]

  test('[D15] adds, renames, switches and removes none', () => {
    for (const command of refused) {
      assert.equal(tried(houseWith('kitchen'), command, false), 'device.not-allowed', JSON.stringify(command))
      assert.equal(tried(houseWith('kitchen'), command, true), 'accepted', JSON.stringify(command))
    }
  })

  test('[D15] may use those that are there, and bring the very first one', () => {
    const known = { type: 'device.register', deviceId: kitchen, name: 'Kitchen' } as const
    assert.equal(tried(houseWith('kitchen'), known, false), 'accepted')
    const unlocked = { type: 'device.update', deviceId: kitchen, capabilities: { unlocked: true } } as const
    assert.equal(tried(houseWith('kitchen'), unlocked, false), 'accepted')
    assert.equal(tried(houseWith(), { type: 'device.register', name: 'First' }, false), 'accepted')
  })
})
