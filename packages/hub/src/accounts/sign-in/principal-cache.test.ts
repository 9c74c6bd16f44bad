import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VirtualClock } from '@baton/testing/fakes/virtual-clock'
import type { Principal } from '#engine'
import { principalCache } from './principal-cache.ts'

const DAY_MS = 86_400_000

test('[A12] what was read of a sign-in counts for five seconds, and no longer where the machine’s clock is set meanwhile', async () => {
  const clock = new VirtualClock()
  const cache = principalCache(clock, { isAlone: true })
  const principal = { deviceId: null } as Principal
  const read = () =>
    cache.put('hash', { kind: 'cookie', principal, expiresAt: clock.wallMs() + 60 * DAY_MS }, cache.round())
  const isKnown = () => cache.get('hash', 'cookie') === principal
  read()
  await clock.advance(4_900)
  assert.equal(isKnown(), true)
  await clock.advance(100)
  assert.equal(isKnown(), false, 'after five seconds')
  // The use of today has to be noted, so that the cookie does not end 60 days after that of another day.
  for (const days of [20, -20, 61]) {
    read()
    clock.step(days * DAY_MS)
    assert.equal(isKnown(), false, `the clock was set by ${days} days`)
  }
  read()
  clock.step(-1_000)
  assert.equal(isKnown(), true, 'a clock that is corrected by a second changes nothing')
})
