import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeviceView } from '@baton/protocol'
import { volumeBoundOf } from './volume-bound.ts'

const quietAt = (maxVolume: number, holds = true): DeviceView['quiet'] => ({
  from: 0,
  until: 1,
  maxVolume,
  holds,
  liftedUntil: null,
})

test('[QH13] of what holds the volume the lowest is shown, and why', () => {
  const { bound, why } = volumeBoundOf({ maxVolume: 50 }, { maxVolume: 40, quiet: quietAt(20) })
  assert.equal(bound, 20)
  assert.match(why ?? '', /^At most 20 % until .*, in quiet hours$/)
  assert.deepEqual(volumeBoundOf({ maxVolume: 50 }, { maxVolume: 40, quiet: quietAt(60) }), {
    bound: 40,
    why: 'At most 40 % on this device',
  })
  const ofListener = volumeBoundOf({ maxVolume: 30 }, { maxVolume: 40, quiet: quietAt(60) })
  assert.equal(ofListener.bound, 30)
  assert.match(ofListener.why ?? '', /30/)
})

test('quiet hours that do not hold, and those that allow no sound at all, put no mark on the volume', () => {
  for (const quiet of [quietAt(20, false), quietAt(0)]) {
    assert.deepEqual(volumeBoundOf({ maxVolume: null }, { quiet }), { bound: null, why: null })
  }
  assert.deepEqual(volumeBoundOf(null, undefined), { bound: null, why: null })
})
