import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { DeviceCommand, UserId } from '@baton/protocol'
import {
  attempt,
  deviceId,
  type Household,
  householdWith,
  USER,
} from '../../../../testing/src/domain/index.ts'

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

describe('the device of a box', () => {
  const kitchen = deviceId('kitchen')
  const update = (change: object): DeviceCommand => ({ type: 'device.update', deviceId: kitchen, ...change })
  const BY_MEMBERS = [update({ name: 'Bath' }), update({ enabled: true })]
  const BY_OWNERS: readonly DeviceCommand[] = [
    update({ maxVolume: null }),
    update({ quietHours: [], zone: 'UTC' }),
    update({ name: 'Bath', maxVolume: 100 }),
    { type: 'device.lift-quiet-hours', deviceId: kitchen, lifted: true },
  ]
  const BY_ITSELF = [update({ capabilities: { gapless: true } })]
  const BY_NOBODY: readonly DeviceCommand[] = [{ type: 'device.remove', deviceId: kitchen }]
  const somebody = '00000001-0000-4000-8000-000000000009' as UserId
  const rights = (roles: 'owner' | 'member' | 'listener') => ({
    userId: somebody,
    mayChangeHousehold: roles !== 'listener',
    ownsHousehold: roles === 'owner',
  })
  const whose = {
    owner: { rights: rights('owner'), may: [...BY_MEMBERS, ...BY_OWNERS] },
    member: { rights: rights('member'), may: BY_MEMBERS },
    listener: { rights: rights('listener'), may: [] },
    itself: { rights: { ...rights('listener'), userId: USER }, may: BY_ITSELF },
  }

  test('[BX30] members name it and switch it, owners say how loud and when, and it says only what it can do', () => {
    for (const [who, { rights, may }] of Object.entries(whose)) {
      for (const command of [...BY_MEMBERS, ...BY_OWNERS, ...BY_ITSELF, ...BY_NOBODY]) {
        const attempted = attempt(boxWith('kitchen'), command, null, rights)
        const code = 'rejected' in attempted ? attempted.rejected.code : 'accepted'
        const expected = (may as readonly DeviceCommand[]).includes(command) ? 'accepted' : 'auth.forbidden'
        assert.equal(code, expected, `${who}: ${JSON.stringify(command)}`)
      }
    }
  })

  test('[BX31] whatever registers with the sign-in of a box is its one device', () => {
    const before = boxWith('kitchen')
    for (const more of [{}, { deviceId: deviceId('study') }, { deviceId: kitchen }]) {
      const command = { type: 'device.register', name: 'Anew', ...more } as const
      const attempted = attempt(before, command, null, whose.itself.rights)
      assert.ok(!('rejected' in attempted))
      assert.equal(attempted.outcome.result?.deviceId, kitchen)
      assert.deepEqual(
        attempted.household.devices.map(({ view }) => [view.deviceId, view.name]),
        [[kitchen, 'Anew']],
      )
    }
    assert.equal(attemptedDevices({ type: 'device.register', name: 'Second' }), 2)
  })
})

/** How many a person has who had one. */
function attemptedDevices(command: DeviceCommand): number {
  return attempt(householdWith('kitchen'), command).household.devices.length
}

function boxWith(name: 'kitchen'): Household {
  const household = householdWith(name)
  const { session } = household
  return { ...household, session: { ...session, view: { ...session.view, ofBox: true } } }
}
