import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { DeviceCommand } from '@baton/protocol'
import { attempt, deviceId, type Household, householdWith } from '../../../../testing/src/domain/index.ts'

function tried(household: Household, command: DeviceCommand, mayAddDevices: boolean): string {
  const attempted = attempt(household, command, 'kitchen', { mayAddDevices })
  return 'rejected' in attempted ? attempted.rejected.code : 'accepted'
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
      assert.equal(
        tried(householdWith('kitchen'), command, false),
        'device.not-allowed',
        JSON.stringify(command),
      )
      assert.equal(tried(householdWith('kitchen'), command, true), 'accepted', JSON.stringify(command))
    }
  })

  test('[D15] may use those that are there, and bring the very first one', () => {
    const known = { type: 'device.register', deviceId: kitchen, name: 'Kitchen' } as const
    assert.equal(tried(householdWith('kitchen'), known, false), 'accepted')
    const unlocked = { type: 'device.update', deviceId: kitchen, capabilities: { unlocked: true } } as const
    assert.equal(tried(householdWith('kitchen'), unlocked, false), 'accepted')
    assert.equal(tried(householdWith(), { type: 'device.register', name: 'First' }, false), 'accepted')
  })
})
