import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type DeviceId, type HouseholdId, INSTALLATION, type SessionId, type UserId } from '@baton/protocol'
import { type Audience, holdersOf, isMeantFor, othersThan } from './audience.ts'
import type { Viewer } from './room-rules.ts'

const HOUSEHOLD = '11111111-0000-4000-8000-000000000000' as HouseholdId
const KITCHEN = '22222222-0000-4000-8000-000000000000' as DeviceId
const BATH = '33333333-0000-4000-8000-000000000000' as DeviceId
const viewer = (name: string, deviceId: DeviceId | null = null): Viewer => ({
  userId: name as UserId,
  sessionId: `of ${name}` as SessionId,
  deviceId,
})

test('[L19] an event is seen by its user, its household, all but one of that, the holders of its device, or everybody', () => {
  const viewers = [viewer('ann'), viewer('ben', KITCHEN), viewer('ann', BATH)]
  const seenBy = (audience: Audience, log = HOUSEHOLD) => viewers.map((one) => isMeantFor(audience, one, log))
  assert.deepEqual(seenBy('ann' as UserId), [true, false, true])
  assert.deepEqual(seenBy('household'), [true, true, true])
  assert.deepEqual(seenBy(othersThan('ann' as UserId)), [false, true, false])
  assert.deepEqual(seenBy(holdersOf(KITCHEN)), [false, true, false])
  assert.deepEqual(seenBy(holdersOf(BATH)), [false, false, true])
  assert.deepEqual(seenBy('installation', INSTALLATION), [true, true, true])
  assert.deepEqual(seenBy('ann' as UserId, INSTALLATION), [true, false, true])
})

test('[L20] what is meant for a household is meant for nobody in the log of the installation', () => {
  assert.equal(isMeantFor('household', viewer('ann', KITCHEN), INSTALLATION), false)
  assert.equal(isMeantFor(othersThan('ben' as UserId), viewer('ann'), INSTALLATION), false)
})
