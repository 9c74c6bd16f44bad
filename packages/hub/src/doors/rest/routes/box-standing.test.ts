import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { PLENTY } from '@baton/testing/doors/account-answers'
import { letBoxIn } from '@baton/testing/doors/let-box-in'
import { openStream } from '@baton/testing/worlds/event-stream'
import { serveHub } from '@baton/testing/worlds/http-world'

test('[BX24] [SD7] told where it stands it has its device back from whoever had that, also where it may not sound', async () => {
  await using hub = await serveHub({ limits: PLENTY, tracks: [{ name: '1.flac', durationMs: 180_000 }] })
  const listener = await hub.program('Ada’s laptop')
  const box = await letBoxIn(hub.baseUrl, listener, 'Box cellar')
  const own = `/sessions/${String((await listener.ask('/me')).json.session_uuid)}`
  const track_id = String(hub.trackIds[0])
  const entry_id = randomUUID()
  const standAt = async (play_state: string) => {
    const where = { position_ms: 7_000, age_ms: 0, listened_ms: 7_000, counted: false }
    const body = { ...where, entries: [{ entry_id, track_id }], entry_id, play_state }
    const path = `/sessions/${box.sessionId}/stand-at`
    return (await hub.ask(path, { method: 'POST', token: box.token, body })).json
  }
  const standing = async () => {
    const { play_state, active_device_uuid } = (await listener.ask(own)).json
    return [play_state, active_device_uuid]
  }
  await listener.post(`${own}/speaker`, { device_uuid: box.deviceId })
  await listener.post('/queue/enqueue', { track_ids: hub.trackIds, at: 'now' })
  assert.deepEqual(await standing(), ['playing', box.deviceId])
  const played = await standAt('playing')
  assert.deepEqual([played.play_state, played.active_device_uuid], ['playing', box.deviceId])
  assert.deepEqual(await standing(), ['paused', null])

  const back = { device_uuid: box.deviceId, take_over: true }
  assert.equal((await listener.post(`${own}/speaker`, back)).json.active_device_uuid, box.deviceId)
  await listener.ask(`/boxes/${box.sessionId}`, { method: 'PATCH', body: { enabled: false } })
  const shown = async () => {
    await using stream = await openStream(`${hub.baseUrl}/events`, { authorization: `Bearer ${box.token}` })
    return (await stream.until('snapshot')).data.session_uuid
  }
  assert.notEqual(await shown(), box.sessionId)
  assert.equal((await standAt('playing')).play_state, 'paused')
  assert.equal(await shown(), box.sessionId)
})
