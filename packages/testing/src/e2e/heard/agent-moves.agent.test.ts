// Measures time: runs alone.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { lacking } from '../../machine/child.ts'
import { handOverFigures } from '../../recordings/hand-over-figures.ts'
import { LoudspeakerHouse } from '../../worlds/loudspeaker-house.ts'
import { assertNear, between, bothHeardMs, heardAt, inMs } from './assert-heard.ts'
import { said, times } from './said.ts'

const skip = lacking('mpv', 'pulseaudio', 'parec', 'pactl', 'flac', 'setpriv')
/** The hub corrects a timeline that is further off than this. */
const SHOWN_WITHIN_MS = 500

test('[AG31] the music moves from one agent to the other and back, and they are never heard together', {
  skip,
  timeout: 180_000,
}, async (t) => {
  await using house = await LoudspeakerHouse.build(['kitchen', 'study'])
  const take = house.pulse.record()
  await house.playIn('kitchen')
  await wait(2_500)
  const moves: { from: 'kitchen' | 'study'; to: 'kitchen' | 'study'; askedAtMs: number; untilMs: number }[] =
    []
  for (const [from, to] of [
    ['kitchen', 'study'],
    ['study', 'kitchen'],
    ['kitchen', 'study'],
    ['study', 'kitchen'],
  ] as const) {
    const askedAtMs = take.positionMs()
    const sounded = times(house.agent(to), /is sounding\n/g)
    await house.phone.send({ type: 'session.choose-speaker', deviceId: await house.deviceOf(to) })
    await said(house.agent(to), /is sounding\n/g, sounded + 1)
    await wait(1_500)
    moves.push({ from, to, askedAtMs, untilMs: take.positionMs() })
  }
  const session = await house.phone.session()
  const atMs = take.positionMs()
  const heard = await take.stop()

  for (const { from, to, askedAtMs, untilMs } of moves) {
    const span = [askedAtMs - 400, untilMs] as const
    const figures = handOverFigures(between(heard[from], ...span), between(heard[to], ...span))
    t.diagnostic(
      `${from} to ${to}: both heard ${inMs(figures.overlapMs)}, silence ${inMs(figures.silenceMs)}, ` +
        `position off by ${inMs(figures.positionErrorMs)}`,
    )
    assert.ok(figures.silenceMs < 1_000, `silence of ${figures.silenceMs} ms`)
    assertNear(figures.positionErrorMs, 0, 150)
  }
  assert.ok(bothHeardMs(heard) < 30, `both were heard for ${bothHeardMs(heard)} ms`)
  assert.equal(session.activeDeviceId, await house.deviceOf('kitchen'))
  assertNear(heardAt(heard.kitchen, atMs)?.positionMs, session.positionMs, SHOWN_WITHIN_MS)
})
