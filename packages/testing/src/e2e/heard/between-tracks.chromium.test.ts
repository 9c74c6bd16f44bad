// Measures time: runs alone.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { lacking, lackingNamespaces } from '../../machine/child.ts'
import { type Seam, seamOf, seamText } from '../../recordings/seam.ts'
import { between } from './assert-heard.ts'
import { openBrowserSession, playAlbum } from './browser-session.ts'
import { openHeardWorld, TRACK_MS, TRACKS } from './heard-world.ts'
import { untilCalm } from './until-calm.ts'

const skip = lackingNamespaces() || lacking('chromium', 'pulseaudio', 'parec', 'pactl', 'flac')

test('[P70] in a browser the next track follows to the sample, and nothing of either is lost', {
  skip,
  timeout: 120_000,
}, async (t) => {
  await using world = await openHeardWorld()
  await using study = await openBrowserSession(world, 'study')
  await untilCalm()
  const take = world.pulse.record()
  await playAlbum(world, study)
  await wait(2_000)
  const changes: { fromMs: number; toMs: number }[] = []
  for (const _ of TRACKS.slice(1)) {
    await world.phone.send({ type: 'session.seek', positionMs: TRACK_MS - 3_500 })
    const fromMs = take.positionMs() + 1_500
    await wait(6_500)
    changes.push({ fromMs, toMs: take.positionMs() })
  }
  const { study: heard } = await take.stop()
  assert.equal(changes.length, TRACKS.length - 1)
  const seams = changes.map(({ fromMs, toMs }, index) => {
    const [from = 0, to = 0] = TRACKS.slice(index, index + 2).map(({ id }) => id)
    return seamOf(between(heard, fromMs, toMs), { from, to, durationMs: TRACK_MS })
  })
  for (const seam of seams) t.diagnostic(seamText(seam))
  // A machine out of breath stutters now and then; what is wrong with the join itself is wrong every time.
  const [best] = seams.toSorted((one, other) => offMs(one) - offMs(other))
  assert.ok(best && offMs(best) <= 5, 'no join was perfect')
  for (const seam of seams) assert.ok(offMs(seam) <= 40, seamText(seam))
})

function offMs({ silentMs, endLostMs, startLostMs }: Seam): number {
  return Math.max(silentMs, Math.abs(endLostMs), Math.abs(startLostMs))
}
