import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromRest, SessionView, STALE_AFTER_MS } from '@baton/protocol'
import { openStream } from '@baton/testing/worlds/event-stream'
import { OWNER, type Program, type ServedHub, serveHub } from '@baton/testing/worlds/http-world'

const tracks = [1, 2].map((n) => ({ name: `${n}.flac`, durationMs: 60_000 }))

/** A queue of two, paused at 12,345 ms of the first, which the kitchen had begun to play. */
async function leftAlone(hub: ServedHub): Promise<{ kitchen: Program; session: string }> {
  const kitchen = await hub.program('Kitchen')
  const session = `/sessions/${hub.owner.sessionId}`
  await kitchen.post('/queue/enqueue', { track_ids: hub.trackIds })
  await kitchen.post(`${session}/play`)
  await kitchen.post(`${session}/pause`)
  await kitchen.post(`${session}/seek`, { position_ms: 12_345 })
  return { kitchen, session }
}

/** Its token has lapsed overnight: the same device, signed in anew. */
async function signedInAgain(hub: ServedHub, { deviceId }: Program): Promise<Program> {
  const program = await hub.program(undefined, OWNER)
  await program.post('/devices/register', { device_uuid: deviceId, device_name: 'Kitchen' })
  return program
}

test('[S27] [S31] who signs in within a day finds it paused where it was left, and is told when it played and where', async () => {
  await using hub = await serveHub({ tracks })
  const { kitchen } = await leftAlone(hub)
  hub.pass(STALE_AFTER_MS - 60_000)
  const phone = await hub.program('Phone', OWNER)
  const { json } = await phone.ask(`/sessions/${hub.owner.userId}`)
  assert.deepEqual(
    [json.play_state, json.position_ms, json.track_id, json.resume_offer],
    ['paused', 12_345, hub.trackIds[0], null],
  )
  const { at, ...where } = json.last_played as { at: number }
  assert.deepEqual(where, { device_uuid: kitchen.deviceId, device_name: 'Kitchen' })
  assert.ok(Number(json.server_time) - at >= STALE_AFTER_MS - 60_000)
})

test('[S27] [S28] [S29] after a day everybody who looks is told, and the place can be taken up', async () => {
  await using hub = await serveHub({ tracks })
  const { kitchen, session } = await leftAlone(hub)
  await using stream = await openStream(`${hub.baseUrl}/events`, {
    authorization: `Bearer ${kitchen.token}`,
  })
  await stream.next()
  hub.pass(STALE_AFTER_MS)
  const told = await stream.until('timeline_update')
  assert.equal(told.data.type, 'session.grew-stale')
  assert.deepEqual([told.data.position_ms, told.data.play_state], [0, 'paused'])

  const phone = await hub.program('Phone', OWNER)
  const { json } = await phone.ask(session)
  assert.equal(SessionView.parse(fromRest(json)).revision, told.data.revision)
  assert.deepEqual([json.play_state, json.position_ms, json.track_id], ['paused', 0, hub.trackIds[0]])
  const { at, ...offer } = json.resume_offer as { at: number }
  assert.deepEqual(offer, { position_ms: 12_345, device_uuid: kitchen.deviceId, device_name: 'Kitchen' })
  assert.equal(at, (json.last_played as { at: number }).at)

  const back = await signedInAgain(hub, kitchen)
  const resumed = await back.post(`${session}/resume`, { client_event_uuid: 'resume-1' })
  assert.deepEqual([resumed.json.play_state, resumed.json.resume_offer], ['playing', null])
  assert.ok(Number(resumed.json.position_ms) >= 12_345)
  const again = await back.post(`${session}/resume`, { client_event_uuid: 'resume-1' })
  assert.deepEqual(again.json.receipt, resumed.json.receipt)
})

test('[S30] an address of the day before opens nothing again, and resuming gives a new one', async () => {
  await using hub = await serveHub({ tracks })
  const { kitchen, session } = await leftAlone(hub)
  const before = String((await kitchen.ask(session)).json.file_url)
  hub.pass(STALE_AFTER_MS)
  const resumed = await (await signedInAgain(hub, kitchen)).post(`${session}/resume`)
  const now = String(resumed.json.file_url)
  assert.notEqual(now, before)
  const open = async (address: string) => (await hub.ask(address)).json.error as { code: string } | undefined
  assert.equal((await open(before))?.code, 'media.ticket-refused')
  // The music folder of this hub is empty: a good ticket gets as far as that.
  assert.equal((await open(now))?.code, 'media.unavailable')
})
