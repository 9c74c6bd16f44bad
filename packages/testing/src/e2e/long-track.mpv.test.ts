import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { lacking } from '../machine/child.ts'
import { type Mpv, startMpv } from '../machine/mpv.ts'
import type { Program } from '../worlds/http-world.ts'
import { until } from '../worlds/hub-process-world.ts'
import { type LongTrackWorld, longTrack, longTrackWorld } from './long-track.ts'

const skip = lacking('mpv', 'setpriv')
const TRACK = longTrack(2_000)

test('[T7] mpv plays a track of more than ten windows to its end, with a long pause and a late seek', {
  skip,
  timeout: TRACK.trackMs * 2 + TRACK.pauseMs + 60_000,
}, async (t) => {
  await using world = await longTrackWorld(TRACK)
  await using playing = await inContact(world)
  const { radio, session, url } = playing
  await using mpv = await startMpv(url)
  const half = TRACK.trackMs / 2
  await heardUpTo(mpv, half)

  await mpv.setPause(true)
  await radio.post(`${session}/pause`)
  await wait(TRACK.pauseMs)
  await radio.post(`${session}/play`)
  await mpv.setPause(false)
  const asked = world.media.ranges.length
  await mpv.seek(half / 2 / 1_000)
  // Until it has sought, mpv says the former place, which lies behind the one that is sought.
  await until('the hub is asked for what was sought', async () => world.media.ranges.length > asked)
  await until('mpv is back', async () => Number((await mpv.get('time-pos')) ?? TRACK.trackMs) * 1_000 < half)
  await heardUpTo(mpv, half / 2 + 500)

  await heardUpTo(mpv, TRACK.trackMs - 600)
  assert.equal(await mpv.ended, 'eof')
  t.diagnostic(`asked for ${world.media.ranges.join(', ')}`)
})

test('[T6] [T7] [M20] a copied address opens nothing: by another device, without contact, after the music has moved', {
  skip,
  timeout: TRACK.windowMs * 2 + 60_000,
}, async () => {
  await using world = await longTrackWorld(TRACK)
  await using playing = await inContact(world, 1)
  const { radio, session, url } = playing
  const parlour = await world.hub.program('Parlour')
  const path = url.slice(world.hub.baseUrl.length)
  const head = async (who: Pick<Program, 'ask'>) => (await who.ask(path, { method: 'HEAD' })).status
  assert.deepEqual([await head(world.hub), await head(radio), await head(parlour)], [200, 200, 403])

  await using mpv = await startMpv(url)
  await heardUpTo(mpv, 1_500)
  assert.equal((await parlour.post(`${session}/speaker`, { device_uuid: parlour.deviceId })).status, 200)
  // What its sockets hold it still plays.
  const before = performance.now()
  await mpv.ended
  assert.ok(performance.now() - before < 30_000)
  assert.equal(await head(world.hub), 403)

  await radio.post(`${session}/speaker`, { device_uuid: radio.deviceId })
  const again = String((await radio.ask(session)).json.file_url)
  assert.notEqual(again, path)
  await playing[Symbol.asyncDispose]()
  assert.equal((await world.hub.ask(again, { method: 'HEAD' })).status, 200)
  await wait(TRACK.windowMs + 1_000)
  assert.equal((await world.hub.ask(again, { method: 'HEAD' })).status, 403)
})

/** A radio that plays the nth track. It is in contact from before its right begins until this is disposed of. */
async function inContact({ hub }: LongTrackWorld, nth = 0) {
  const radio = await hub.program('Radio')
  const contact = keptInContact(radio)
  await radio.post('/queue/enqueue', { track_ids: hub.trackIds.slice(nth, nth + 1), at: 'now' })
  const { session_uuid } = (await radio.ask('/me')).json
  const session = `/sessions/${session_uuid}`
  const url = `${hub.baseUrl}${(await radio.ask(session)).json.file_url}`
  return { ...contact, radio, session, url }
}

/** What a following speaker does all the time: it is in contact with the hub, more often than a window is long. */
function keptInContact(radio: Program): AsyncDisposable {
  const stop = new AbortController()
  const beating = (async () => {
    while (!stop.signal.aborted) {
      await radio.ask('/devices/heartbeat', { method: 'PATCH', body: {} })
      await wait(TRACK.windowMs / 4, undefined, { signal: stop.signal }).catch(() => {})
    }
  })()
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await beating
    },
  }
}

function heardUpTo(mpv: Mpv, positionMs: number): Promise<unknown> {
  const over = mpv.ended.then((reason) => {
    throw new Error(`It ended (${reason}) before ${positionMs} ms`)
  })
  over.catch(() => {})
  const heard = until(
    `mpv is at ${positionMs} ms`,
    async () => Number((await mpv.get('time-pos')) ?? 0) * 1_000 >= positionMs,
    TRACK.trackMs * 2 + 20_000,
  )
  return Promise.race([heard, over])
}
