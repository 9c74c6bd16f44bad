import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { lacking, lackingNamespaces } from '../hosts/child.ts'
import { segments } from '../sound/listen.ts'
import { holes, soundingStretches, totalMs } from '../sound/sounding.ts'
import { untilCalm } from './calm.ts'
import { between, inMs } from './judge.ts'
import { openListeningHouse, TRACK_MS, TRACKS } from './listening-house.ts'
import { playAlbum, takeSeat } from './seat.ts'

const skip = lackingNamespaces() || lacking('chromium', 'pulseaudio', 'parec', 'pactl', 'flac')

test('[P70] in a browser the next track follows to the sample, and nothing of either is lost', {
  skip,
  timeout: 120_000,
}, async (t) => {
  await using house = await openListeningHouse()
  await using study = await takeSeat(house, 'study')
  await untilCalm()
  const take = house.pulse.record()
  await playAlbum(house, study)
  await wait(2_000)
  const changes: { fromMs: number; toMs: number }[] = []
  for (const _ of TRACKS.slice(1)) {
    await house.phone.send({ type: 'session.seek', positionMs: TRACK_MS - 3_500 })
    const fromMs = take.positionMs() + 1_500
    await wait(6_500)
    changes.push({ fromMs, toMs: take.positionMs() })
  }
  const { study: heard } = await take.stop()
  assert.equal(changes.length, TRACKS.length - 1)
  for (const [index, { fromMs, toMs }] of changes.entries()) {
    const part = between(heard, fromMs, toMs)
    const played = segments(part)
    const left = played.findLast(
      ({ track, endPositionMs }) => track === TRACKS[index]?.id && endPositionMs > TRACK_MS / 2,
    )
    const came = played.find(({ track }) => track === TRACKS[index + 1]?.id)
    assert.ok(left && came, 'the next track did not come')
    const lostMs = TRACK_MS - left.endPositionMs
    const seam = { startMs: left.endMs - 100, endMs: came.startMs + 100 }
    const silentMs = totalMs(holes(soundingStretches(part, { bridgeMs: 1 }), seam))
    t.diagnostic(
      `silent for ${inMs(silentMs)}, ${inMs(lostMs)} of the end and ${inMs(came.startPositionMs)} of the start lost`,
    )
    assert.ok(silentMs <= 5, `a hole of ${silentMs} ms`)
    assert.ok(Math.abs(lostMs) <= 5, `${lostMs} ms of the end are missing`)
    assert.ok(Math.abs(came.startPositionMs) <= 5, `${came.startPositionMs} ms of the start are missing`)
  }
})
