import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { isFailure } from '@baton/client'
import { lacking, lackingNamespaces } from '../../machine/child.ts'
import { segments } from '../../recordings/listen.ts'
import { soundingStretches } from '../../recordings/sounding.ts'
import { assertSilent, between, bothHeardMs, inMs, soundingMs } from './assert-heard.ts'
import { playAlbum, takeSeats } from './browser-session.ts'
import { openHeardWorld } from './heard-world.ts'

const skip = lackingNamespaces() || lacking('chromium', 'pulseaudio', 'parec', 'pactl', 'flac')

test('[P15] a browser that the hub cannot reach falls silent before the music may sound elsewhere', {
  skip,
  timeout: 150_000,
}, async (t) => {
  await using world = await openHeardWorld()
  await using seats = await takeSeats(world)
  const { study, kitchen } = seats
  const take = world.pulse.record()
  await playAlbum(world, study)
  await wait(2_500)
  await world.network.cut('study', 'silent')
  const cutAtMs = take.positionMs()
  await wait(22_000)
  const refusedAtMs = take.positionMs()
  const ask = () => world.phone.send({ type: 'session.choose-speaker', deviceId: kitchen.deviceId })
  await assert.rejects(ask(), (error) => isFailure(error, 'speaker.unreachable'))
  await until(ask)
  const movedAtMs = take.positionMs()
  await wait(3_000)
  await world.network.restore('study')
  await wait(4_000)
  const endMs = take.positionMs()
  const heard = await take.stop()

  const silencedAtMs = soundingStretches(heard.study).at(-1)?.endMs ?? Number.NaN
  t.diagnostic(
    `silent ${inMs(silencedAtMs - cutAtMs)} after the cut, moved ${inMs(movedAtMs - cutAtMs)} after it`,
  )
  assert.ok(
    soundingMs(between(heard.study, cutAtMs, refusedAtMs)) > 15_000,
    'it did not sound on for a while',
  )
  assert.ok(silencedAtMs < movedAtMs, 'it sounded on after its right had lapsed')
  assert.ok(segments(between(heard.kitchen, endMs - 1_000, endMs)).length > 0, 'the kitchen does not sound')
  assertSilent(between(heard.kitchen, 0, refusedAtMs))
  assert.equal(bothHeardMs(heard), 0)
})

async function until(ask: () => Promise<unknown>): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end; await wait(250)) {
    try {
      await ask()
      return
    } catch (error) {
      if (!isFailure(error, 'speaker.unreachable')) throw error
    }
  }
  throw new Error('The right to sound did not lapse.')
}
