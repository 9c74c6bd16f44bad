import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EngineWorld, rest } from '../../../testing/src/worlds/engine-world.ts'
import { redactedOutput } from './redacted-output.ts'

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

test('[AG75] what a following loudspeaker prints is told to its owner, without secrets, and written nowhere', async () => {
  await using world = await EngineWorld.open()
  const kitchen = await world.speaker('Kitchen')
  const { seq } = await world.head()
  const [mine, others] = [world.me, world.other].map((by) => world.follow(['devices'], { by }))
  await rest()
  const text = 'Plays “One”\nffmpeg: http://hub/media/1?token=secret: refused\n'
  world.engine.printed(kitchen, { playing: 'one', text, complete: false })
  await rest()
  const told = (watched: typeof mine) =>
    watched?.frames.flatMap((frame) => (frame.kind === 'beacon' ? [frame.beacon] : []))
  assert.deepEqual(told(mine), [
    {
      type: 'output',
      deviceId: kitchen.deviceId,
      playing: 'one',
      text: 'Plays “One”\nffmpeg: http://hub/media/1?… refused\n',
      complete: false,
    },
  ])
  assert.deepEqual(told(others), [])
  assert.equal((await world.head()).seq, seq)
  const output = { playing: 'one', text: '', complete: false }
  assert.throws(() => world.engine.printed(world.me, output), { code: 'device.not-registered' })
})
