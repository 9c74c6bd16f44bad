import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type DeviceView, UserId } from '@baton/protocol'
import { hasLight } from './has-light.ts'

const ADA = UserId.parse('00000000-0000-4000-8000-000000000001')
const BEN = UserId.parse('00000000-0000-4000-8000-000000000002')

test('[PG10] one’s own loudspeakers have lights, not those that others share', () => {
  const capabilities = { beats: true } as DeviceView['capabilities']
  const kitchen = { ownerId: ADA, enabled: true, agent: null, capabilities }
  assert.equal(hasLight(kitchen, ADA), true)
  assert.equal(hasLight(kitchen, BEN), false)
  assert.equal(hasLight(kitchen, null), false)
  assert.equal(hasLight({ ...kitchen, enabled: false }, ADA), false)
  assert.equal(hasLight({ ...kitchen, capabilities: { ...capabilities, beats: false } }, ADA), false)
})
