import assert from 'node:assert/strict'
import { test } from 'node:test'
import { processOf, watchProcessor } from './processor-time.ts'

test('the name of a program may look like anything', () => {
  const stat = '77 (a) R 5 (b) S 12 1 1 0 -1 0 0 0 0 0 30 4 900 900 20 0'
  assert.deepEqual(processOf(stat), { pid: 77, parent: 12, busyMs: 340 })
})

test('what a program and those below it were last seen to have used is added up, each for itself', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  let seen = [
    { pid: 10, parent: 1, busyMs: 100 },
    { pid: 11, parent: 10, busyMs: 200 },
    { pid: 12, parent: 11, busyMs: 400 },
    { pid: 20, parent: 1, busyMs: 8_000 },
  ]
  using watch = watchProcessor(() => seen)
  watch.add(10)
  t.mock.timers.tick(1_000)
  // One of them has ended, and another goes on.
  seen = [
    { pid: 10, parent: 1, busyMs: 150 },
    { pid: 11, parent: 10, busyMs: 300 },
  ]
  t.mock.timers.tick(1_000)
  assert.equal(watch.take(10), 850)
  assert.equal(watch.take(10), 0)
})
