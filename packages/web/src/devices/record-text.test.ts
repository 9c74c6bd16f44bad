import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DeviceHappening, type DeviceRecord } from '@baton/protocol'
import { recordText } from './record-text.ts'

test('what happened is told in a sentence, with the reason where one is known', () => {
  assert.equal(
    recordText(record('locked', { reason: 'no-sound-card' })),
    'May not sound: there is no sound card',
  )
  assert.equal(recordText(record('locked', { reason: 'a reason of later' })), 'May not sound')
  assert.equal(
    recordText(record('dropped-out', { reason: 'speaker-lost', trackTitle: 'Tide' })),
    '“Tide” paused: nothing was heard of it any more',
  )
  assert.equal(
    recordText(record('left', { reason: 'offer', otherDeviceName: 'Study' })),
    'The music moved to Study',
  )
  assert.equal(
    recordText(record('left', { reason: 'failover', otherDeviceName: 'Study' })),
    'The music went on by itself on Study',
  )
  assert.equal(recordText(record('sought', { positionMs: 83_000 })), 'Moved to 1:23')
  assert.equal(recordText(record('turned')), 'Was turned up or down')
  assert.equal(recordText(record('updated', { reason: '2.1.0' })), 'Has firmware 2.1.0')
})

test('nothing that can happen is without words', () => {
  for (const happening of DeviceHappening.options) assert.match(recordText(record(happening)), /\w{3}/)
})

function record(happening: DeviceRecord['happening'], more: Partial<DeviceRecord> = {}): DeviceRecord {
  return {
    recordId: 1,
    parentId: null,
    at: 0,
    happening,
    causedBy: 'device.report',
    reason: null,
    otherDeviceId: null,
    otherDeviceName: null,
    trackId: null,
    trackTitle: null,
    positionMs: null,
    ...more,
  }
}
