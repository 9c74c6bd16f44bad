// Measures time: runs alone.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { lacking, lackingNamespaces } from '../../machine/child.ts'
import { segments } from '../../recordings/listen.ts'
import { holes, type Stretch, soundingStretches } from '../../recordings/sounding.ts'
import { assertNear, assertSilent, between, inMs, soundingMs } from './assert-heard.ts'
import { playAlbum, press, takeSeats } from './browser-session.ts'
import { openHeardWorld } from './heard-world.ts'
import { untilCalm } from './until-calm.ts'

const skip = lackingNamespaces() || lacking('chromium', 'pulseaudio', 'parec', 'pactl', 'flac')

test('[P21] a reload, and a hub that starts anew, bring no sound to where there was none', {
  skip,
  timeout: 180_000,
}, async (t) => {
  await using world = await openHeardWorld()
  await using seats = await takeSeats(world)
  const { study } = seats
  await untilCalm()
  const take = world.pulse.record()
  await playAlbum(world, study)
  await wait(2_500)
  const restartedAtMs = take.positionMs()
  await world.restartHub({ awayMs: 1_500 })
  await wait(4_000)
  const pausedAtMs = take.positionMs()
  await world.phone.send({ type: 'session.pause' })
  await wait(1_000)
  await world.phone.send({ type: 'session.play' })
  await wait(2_000)
  const reloadedAtMs = take.positionMs()
  await study.page.reload()
  await study.page.locator('.bar-middle').waitFor()
  await wait(2_000)
  const playedAtMs = take.positionMs()
  await press(study, 'Play')
  await wait(2_000)
  const endMs = take.positionMs()
  const heard = await take.stop()

  assertSilent(heard.kitchen)
  const through = soundingMs(between(heard.study, restartedAtMs, pausedAtMs))
  t.diagnostic(`heard ${inMs(through)} of ${inMs(pausedAtMs - restartedAtMs)} around the restart`)
  // The holes that a machine out of breath makes are short; a restart that is heard would be a long one.
  const span = { startMs: restartedAtMs, endMs: pausedAtMs }
  const longest = Math.max(0, ...holes(soundingStretches(heard.study), span).map(lengthMs))
  assert.ok(longest < 500, `a hole of ${longest} ms`)
  assertSilent(between(heard.study, pausedAtMs + 400, pausedAtMs + 900))
  assert.ok(soundingMs(between(heard.study, pausedAtMs + 1_000, reloadedAtMs)) > 1_000)
  assertSilent(between(heard.study, reloadedAtMs + 500, playedAtMs))
  const before = segments(between(heard.study, pausedAtMs, reloadedAtMs + 500)).at(-1)?.endPositionMs
  const after = segments(between(heard.study, playedAtMs, endMs))[0]?.startPositionMs
  t.diagnostic(
    `after the reload the music went on ${inMs((after ?? Number.NaN) - (before ?? Number.NaN))} from where it was`,
  )
  assertNear(after, before, 500)
})

function lengthMs({ startMs, endMs }: Stretch): number {
  return endMs - startMs
}
