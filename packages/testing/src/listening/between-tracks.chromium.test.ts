import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { lacking, lackingNamespaces } from '../hosts/child.ts'
import { seamOf, seamText } from '../sound/seam.ts'
import { untilCalm } from './calm.ts'
import { between } from './judge.ts'
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
    const [from = 0, to = 0] = TRACKS.slice(index, index + 2).map(({ id }) => id)
    const seam = seamOf(between(heard, fromMs, toMs), { from, to, durationMs: TRACK_MS })
    t.diagnostic(seamText(seam))
    assert.ok(seam.silentMs <= 5, `a hole of ${seam.silentMs} ms`)
    assert.ok(Math.abs(seam.endLostMs) <= 5, `${seam.endLostMs} ms of the end are missing`)
    assert.ok(Math.abs(seam.startLostMs) <= 5, `${seam.startLostMs} ms of the start are missing`)
  }
})
