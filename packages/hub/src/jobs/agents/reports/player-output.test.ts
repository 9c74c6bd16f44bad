import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Printed } from '@baton/protocol'
import { FakeClock } from '../../../../../testing/src/fakes/fake-clock.ts'
import { playerOutput } from './player-output.ts'

test('[PG8] an output is told at most once in a second, and late words about something else are not', async () => {
  const clock = new FakeClock()
  const told: Printed[] = []
  const output = playerOutput(clock, (one) => told.push(one))
  const first = output.begin('1')
  for (const message of ['a', 'ab', 'abc']) first({ success: true, message, data: {} })
  await clock.advance(1_000)
  // A report that says nothing takes nothing back.
  first({ success: true, message: '', data: { complete: true } })
  await clock.advance(1_000)
  const second = output.begin('2')
  first({ success: true, message: 'abcd', data: {} })
  second({ response: { success: true, message: 'x', data: {} } })
  await clock.advance(1_000)
  output.stop()
  assert.deepEqual(told, [
    { playing: '1', text: 'a', complete: false },
    { playing: '1', text: 'abc', complete: false },
    { playing: '1', text: 'abc', complete: true },
    { playing: '2', text: 'x', complete: false },
  ])
})
