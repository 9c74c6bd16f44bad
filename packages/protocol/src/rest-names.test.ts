import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seeded } from '@baton/testing/fakes/fixed-seeds'
import fc from 'fast-check'
import { fromRest, toRest } from './rest-names.ts'

const key = fc.stringMatching(/^[a-z]{1,6}([A-Z][a-z]{1,6}){0,3}$/)

test('names go to the REST door and come back', () => {
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      fc.integer(),
      fc.string(),
      fc.constant(null),
      tie('list'),
      tie('record'),
    ),
    list: fc.array(tie('tree'), { maxLength: 3 }),
    record: fc.dictionary(key, tie('tree'), { maxKeys: 4, noNullPrototype: true }),
  }))
  fc.assert(
    fc.property(tree, (value) => {
      assert.deepEqual(fromRest(toRest(value)), value)
    }),
    seeded(),
  )
})

test('the reference names stand where it has a word of its own', () => {
  const own = {
    activeDeviceId: 'a',
    deviceId: 'b',
    sessionId: 'c',
    userId: 'd',
    seq: 1,
    positionMs: 2,
    entryId: 'e',
  }
  const names = Object.keys(toRest(own) as object)
  assert.deepEqual(names, [
    'active_device_uuid',
    'device_uuid',
    'session_uuid',
    'user_uuid',
    'server_seq',
    'position_ms',
    'entry_id',
  ])
})

test('an id that stands as a key is left as it is', () => {
  const id = '3f2504e0-4f89-41d3-9a0c-0305e82c3301'
  const volumes = { volumes: { [id]: { volume: 1, muted: false } } }
  assert.deepEqual(toRest(volumes), volumes)
  assert.deepEqual(fromRest(volumes), volumes)
})
