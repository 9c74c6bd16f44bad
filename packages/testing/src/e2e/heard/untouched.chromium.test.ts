// Measures time: runs alone.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { isFailure } from '@baton/client'
import { lacking, lackingNamespaces } from '../../machine/child.ts'
import { assertNear, assertSilent, between, bothHeardMs, heardAt, soundingMs } from './assert-heard.ts'
import { nameOf, playAlbum, takeSeats } from './browser-session.ts'
import { openHeardWorld, TRACKS } from './heard-world.ts'
import { untilCalm } from './until-calm.ts'

const skip = lackingNamespaces() || lacking('chromium', 'pulseaudio', 'parec', 'pactl', 'flac')
const [amber] = TRACKS

test('[H16] a browser that nobody has touched is never given the music, and the controller is told to tap it', {
  skip,
  timeout: 120_000,
}, async () => {
  await using world = await openHeardWorld()
  await using seats = await takeSeats(world, { kitchen: { touched: false } })
  const { study, kitchen } = seats
  await untilCalm()
  const take = world.pulse.record()
  await playAlbum(world, study)
  await wait(2_500)
  await assert.rejects(
    world.phone.send({ type: 'session.choose-speaker', deviceId: kitchen.deviceId }),
    (error) => isFailure(error, 'device.needs-tap'),
  )
  assert.equal((await world.phone.session()).activeDeviceId, study.deviceId)
  await study.page.locator('.bar').getByRole('button', { name: 'Choose a device' }).click()
  const row = study.page.locator('.device', { hasText: nameOf('kitchen') })
  assert.match((await row.textContent()) ?? '', /Needs a tap before it can sound/)
  const refusedAtMs = take.positionMs()
  await wait(1_000)
  const untilMs = take.positionMs()

  await kitchen.page.getByRole('button', { name: 'Allow sound' }).click()
  await row.filter({ hasNotText: 'Needs a tap' }).waitFor()
  await world.phone.send({ type: 'session.choose-speaker', deviceId: kitchen.deviceId })
  await wait(2_000)
  const playedAtMs = take.positionMs()
  const heard = await take.stop()
  assertSilent(between(heard.kitchen, 0, untilMs))
  assertNear(soundingMs(between(heard.study, refusedAtMs, untilMs)), untilMs - refusedAtMs, 50)
  assert.equal(heardAt(heard.kitchen, playedAtMs)?.track, amber.id)
  assert.ok(bothHeardMs(heard) < 50, `both were heard for ${bothHeardMs(heard)} ms`)
})
