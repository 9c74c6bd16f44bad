import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VirtualClock } from '@baton/testing/fakes/virtual-clock'
import { hubClock } from './clock.ts'

const DAY_MS = 86_400_000

test('[O26] setting the machine’s clock moves what people read and not the hub’s own time', async () => {
  const machine = new VirtualClock()
  const start = machine.wallMs()
  const hub = hubClock(machine)
  for (const days of [30, -61]) {
    machine.step(days * DAY_MS)
    await machine.advance(1_000)
  }
  assert.deepEqual([hub.now(), hub.wallMs()], [start + 2_000, start + 2_000 - 31 * DAY_MS])
  assert.equal(hubClock(machine).now(), machine.wallMs(), 'until it starts again')
  hub.witness(start + DAY_MS)
  assert.equal(hub.now(), start + DAY_MS, 'never behind what the log holds')
})
