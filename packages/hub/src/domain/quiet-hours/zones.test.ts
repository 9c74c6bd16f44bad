import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { QuietSpan } from '@baton/protocol'
import {
  deviceId,
  deviceNamed,
  given,
  queueOfThree,
  say,
  setDevice,
  setQuietHours,
} from '../../../../testing/src/domain/index.ts'

const SOFT: readonly QuietSpan[] = [
  { days: [1, 2, 3, 4, 5, 6, 7], from: '22:30', to: '07:00', maxVolume: 20 },
]

test('[QH11] spans need a time zone, and whoever gives the first ones may say it', () => {
  queueOfThree()
    .when(setDevice('kitchen', { quietHours: SOFT }))
    .isRefused('quiet-hours.no-zone')
  queueOfThree()
    .when(say({ type: 'quiet-hours.set', spans: SOFT }))
    .isRefused('quiet-hours.no-zone')
  const first = queueOfThree().and(setDevice('kitchen', { quietHours: SOFT, zone: 'Asia/Tokyo' }))
  assert.equal(first.household.quietHours.zone, 'Asia/Tokyo')
  const again = first.and(setDevice('kitchen', { quietHours: SOFT, zone: 'UTC' }))
  assert.equal(again.household.quietHours.zone, 'Asia/Tokyo')
  // Nothing is asked for what is no span.
  queueOfThree()
    .when(setDevice('kitchen', { quietHours: [] }))
    .happens('device.changed')
})

test('[QH11] a zone is taken with spans alone, and only if the hub knows what its clocks show', () => {
  // To `Intl` some of these are zones.
  for (const zone of ['PST', 'US/Pacific-New', 'Nowhere/None']) {
    queueOfThree().when(setQuietHours([], zone)).isRefused('request.invalid', { zone: 'no time zone' })
    queueOfThree()
      .when(setDevice('kitchen', { quietHours: SOFT, zone }))
      .isRefused('request.invalid', { zone: 'no time zone' })
    const { household } = queueOfThree().and(setDevice('kitchen', { quietHours: [], zone }))
    assert.equal(household.quietHours.zone, null)
  }
})

test('[QH11] a zone that the hub no longer knows keeps nobody from coming back, and another one mends it', () => {
  const { household } = queueOfThree().and(setQuietHours(SOFT))
  const lost = { ...household, quietHours: { ...household.quietHours, zone: 'Nowhere/None' } }
  const register = { type: 'device.register', deviceId: deviceId('kitchen'), name: 'Kitchen' } as const
  const back = given(lost).and(say(register), say({ type: 'device.keep-quiet-hours' }))
  assert.equal(deviceNamed(back.household, 'kitchen').view.quiet ?? null, null)
  back.when(say({ type: 'quiet-hours.set', spans: SOFT })).isRefused('quiet-hours.no-zone')
  back.when(setDevice('kitchen', { quietHours: SOFT })).isRefused('quiet-hours.no-zone')
  const mended = back.and(setDevice('kitchen', { quietHours: SOFT, zone: 'UTC' }))
  assert.equal(mended.household.quietHours.zone, 'UTC')
  assert.equal(deviceNamed(mended.household, 'kitchen').view.quiet?.maxVolume, 20)
})
