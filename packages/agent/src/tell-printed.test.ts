import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BatonFailure } from '@baton/client'
import type { Printed } from '@baton/protocol'
import { FakeClock } from '@baton/testing/fakes/fake-clock'
import { tellPrinted } from './tell-printed.ts'

test('[AG75] what its player prints is told at most once in two seconds, anew for what it plays next, and nothing secret in it', async () => {
  const clock = new FakeClock()
  const told: Printed[] = []
  let isAway = false
  using printed = tellPrinted({
    clock,
    async printed(output) {
      if (isAway) throw new BatonFailure('client.offline')
      told.push(output)
    },
  })
  printed.add('The loudspeaker is idle')
  await clock.advance(2_000)
  printed.begin('one')
  printed.add('Plays “One”')
  printed.begin('one')
  printed.add(`ffmpeg: http://hub/media/1?token=${'s'.repeat(43)}: refused`)
  await clock.advance(2_000)
  isAway = true
  printed.add('not told')
  await clock.advance(2_000)
  isAway = false
  printed.add('and this')
  await clock.advance(60_000)
  const of = (playing: string, ...lines: readonly string[]) => ({
    playing,
    text: lines.map((line) => `${line}\n`).join(''),
    complete: false,
  })
  const first = ['Plays “One”', 'ffmpeg: http://hub/media/1?… refused']
  assert.deepEqual(told, [
    of('nothing', 'The loudspeaker is idle'),
    of('one', ...first),
    of('one', ...first, 'not told', 'and this'),
  ])
})
