// Measures time: runs alone.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { lacking } from '../../machine/child.ts'
import { seamOf, seamText } from '../../recordings/seam.ts'
import { ALBUM, LoudspeakerHouse } from '../../worlds/loudspeaker-house.ts'
import { assertNear, assertSilent, between, heardAt } from './assert-heard.ts'

const skip = lacking('mpv', 'pulseaudio', 'parec', 'pactl', 'flac', 'setpriv')
const [amber, blue, cyan] = ALBUM
/** The hub corrects a timeline that is further off than this. */
const SHOWN_WITHIN_MS = 500

test('[AG22] [AG30] let in by its code, it plays, pauses, seeks and moves on as the session says, and joins tracks', {
  skip,
  timeout: 180_000,
}, async (t) => {
  await using house = await LoudspeakerHouse.build(['kitchen'])
  const { phone, pulse } = house
  const take = pulse.record()
  const settled = async (ms = 1_500) => {
    await wait(ms)
    const { positionMs, playState, current } = await phone.session()
    return { atMs: take.positionMs(), positionMs, playState, title: current?.title }
  }
  await house.playIn('kitchen')
  const played = await settled(2_500)
  await phone.send({ type: 'session.pause' })
  const paused = await settled()
  await phone.send({ type: 'session.seek', positionMs: 20_000 })
  const sought = await settled(600)
  await phone.send({ type: 'session.play' })
  const resumed = await settled()
  await phone.send({ type: 'session.next' })
  const next = await settled()
  await phone.send({ type: 'session.seek', positionMs: blue.durationMs - 2_000 })
  const joined = await settled(4_500)
  const heard = await take.stop()

  assert.deepEqual([heardAt(heard.kitchen, played.atMs)?.track, played.playState], [amber.id, 'playing'])
  assertNear(heardAt(heard.kitchen, played.atMs)?.positionMs, played.positionMs, SHOWN_WITHIN_MS)
  assertSilent(between(heard.kitchen, paused.atMs - 1_000, sought.atMs))
  assert.equal(paused.playState, 'paused')
  assertNear(heardAt(heard.kitchen, resumed.atMs)?.positionMs, resumed.positionMs, SHOWN_WITHIN_MS)
  assertNear(resumed.positionMs, 21_300, 1_000)
  assert.deepEqual([heardAt(heard.kitchen, next.atMs)?.track, next.title], [blue.id, 'Blue'])
  assertNear(heardAt(heard.kitchen, next.atMs)?.positionMs, next.positionMs, SHOWN_WITHIN_MS)
  assert.deepEqual([heardAt(heard.kitchen, joined.atMs)?.track, joined.title], [cyan.id, 'Cyan'])
  assertNear(heardAt(heard.kitchen, joined.atMs)?.positionMs, joined.positionMs, SHOWN_WITHIN_MS)
  const seam = seamOf(heard.kitchen, { from: blue.id, to: cyan.id, durationMs: blue.durationMs })
  t.diagnostic(`from Blue to Cyan: ${seamText(seam)}`)
  assert.ok(seam.silentMs < 5, seamText(seam))
  assertNear(seam.endLostMs + seam.startLostMs, 0, 5)
})
