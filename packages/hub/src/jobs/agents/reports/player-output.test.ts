import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock } from '../../../../../testing/src/fakes/fake-clock.ts'
import { type Output, playerOutput, redactedOutput } from './player-output.ts'

test('[PG8] nothing that opens something is in an output, and of a long one the end is left', () => {
  const secret = 's'.repeat(43)
  const said = `Playing: https://ada:word@hub/media/1?token=${secret}&start_ms=3\nauthorization: Bearer ${secret}\nkey ${secret}\u001b[31m`
  const told = redactedOutput(said)
  assert.equal(told, 'Playing: https://…@hub/media/1?…\nauthorization: Bearer …\nkey … [31m')
  const long = redactedOutput(`${'a line\n'.repeat(10_000)}the end`)
  assert.ok(long.length <= 4_000 && long.endsWith('\nthe end'))
  // Cut off within a ticket, behind which there is little but tickets.
  const cut = redactedOutput(
    `http://hub/?token=${'z'.repeat(43)}${'\nhttp://hub/?token='.padEnd(100, 'u').repeat(79)}`,
  )
  assert.ok(!cut.includes('zz'))
  assert.ok(!redactedOutput(`?${'z'.repeat(20)} ${'a '.repeat(3_990)}`).includes('zz'))
})

test('[PG8] an output is told at most once in a second, and late words about something else are not', async () => {
  const clock = new FakeClock()
  const told: Output[] = []
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
