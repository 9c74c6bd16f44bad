import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lacking } from '../machine/child.ts'
import { startMpv } from '../machine/mpv.ts'
import { until } from '../worlds/hub-process-world.ts'
import { rareFormats, TRACK_MS } from './converted.ts'

const skip = lacking('mpv', 'setpriv', 'ffmpeg')

test('[M24] [M26] [M33] a player plays what was converted for it to its end, and seeks in it', {
  skip,
  timeout: 120_000,
}, async () => {
  await using hub = await rareFormats(['Pack', 'First part', 'Second part'])
  for (const format of ['audio/flac', 'audio/ogg; codecs=opus', 'audio/mpeg']) {
    const radio = await hub.program(`Radio for ${format}`)
    const capabilities = { formats: [format] }
    await radio.ask('/devices/heartbeat', { method: 'PATCH', body: { capabilities } })
    const session = `/sessions/${(await radio.ask('/me')).json.session_uuid}`
    await radio.post(`${session}/speaker`, { device_uuid: radio.deviceId })
    await radio.post('/queue/enqueue', { track_ids: hub.trackIds.slice(0, 1), at: 'now' })
    await using mpv = await startMpv(`${hub.baseUrl}${(await radio.ask(session)).json.file_url}`)
    const at = async () => Number((await mpv.get('time-pos')) ?? 0) * 1_000
    await until('it plays', async () => (await at()) > 300)
    await mpv.seek((TRACK_MS - 2_000) / 1_000)
    await until('it plays on from there', async () => (await at()) > TRACK_MS - 1_900)
    assert.equal(await mpv.ended, 'eof', format)
  }
  const radio = await hub.program('Radio that names no formats')
  const session = `/sessions/${(await radio.ask('/me')).json.session_uuid}`
  await radio.post(`${session}/speaker`, { device_uuid: radio.deviceId })
  await radio.post('/queue/enqueue', { track_ids: hub.trackIds.slice(2), at: 'now' })
  await using mpv = await startMpv(`${hub.baseUrl}${(await radio.ask(session)).json.file_url}`)
  await until('the part plays', async () => Number((await mpv.get('time-pos')) ?? 0) > 0.3)
  assert.equal(await mpv.get('duration'), 2, 'it is as long as the part')
  assert.equal(await mpv.ended, 'eof')
})
