import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FiguresUpkeep } from '@baton/hub/engine'
import { VirtualClock } from '@baton/testing/fakes/virtual-clock'
import { viewUpkeep } from './view-upkeep.ts'

const MINUTE = 60_000

test('[VW13] [VW14] figures are brought up to date every minute and old marks forgotten every hour', async () => {
  const { clock, done, stop, ended } = begun()
  await clock.advance(0)
  assert.deepEqual(done, ['roll-up', 'prune'])
  await clock.advance(59 * MINUTE)
  assert.deepEqual(done.slice(2), Array(59).fill('roll-up'))
  await clock.advance(MINUTE)
  assert.deepEqual(done.slice(61), ['roll-up', 'prune'])
  stop.abort()
  await ended
  await clock.advance(10 * MINUTE)
  assert.equal(done.length, 63)
})

test('[VW13] what fails is told and tried again with the next round', async () => {
  const { clock, done, stop, ended, failures, fails } = begun()
  fails.next = true
  await clock.advance(0)
  assert.deepEqual([done, failures.length], [[], 1])
  await clock.advance(MINUTE)
  assert.deepEqual(done, ['roll-up', 'prune'])
  stop.abort()
  await ended
})

function begun() {
  const clock = new VirtualClock(0)
  const done: string[] = []
  const failures: unknown[] = []
  const stop = new AbortController()
  const fails = { next: false }
  const figures: FiguresUpkeep = {
    async rollUp() {
      await Promise.resolve()
      if (!fails.next) done.push('roll-up')
      else {
        fails.next = false
        throw new Error('The store is away')
      }
    },
    async prune() {
      done.push('prune')
    },
  }
  const ended = viewUpkeep({ figures, clock, onFailure: (error) => failures.push(error) }, stop.signal)
  return { clock, done, stop, ended, failures, fails }
}
