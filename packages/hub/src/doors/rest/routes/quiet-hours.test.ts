import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ServedHub, serveHub } from '@baton/testing/worlds/http-world'

/** Whatever the time is, it lies within. */
const ALWAYS = { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '00:00' }

test('[QH3] [QH6] [QH8] [QH13] over REST a device is quiet, tells so, and is lifted', async () => {
  await using hub = await serveHub({ tracks: [{ name: '1.flac', durationMs: 180_000 }] })
  const kitchen = await hub.program('Kitchen')
  const change = (body: object) => kitchen.ask(`/devices/${kitchen.deviceId}`, { method: 'PATCH', body })
  await kitchen.post('/queue/enqueue', { track_ids: hub.trackIds })
  assert.deepEqual((await kitchen.ask('/quiet-hours')).json, { zone: null, spans: [] })

  const spans = [{ ...ALWAYS, max_volume: 0 }]
  assert.equal(codeIn(await change({ quiet_hours: spans })), 'quiet-hours.no-zone')
  assert.equal(
    codeIn(await change({ quiet_hours: [{ ...ALWAYS, from: '25:00', max_volume: 0 }] })),
    'request.invalid',
  )
  const silent = await change({ quiet_hours: spans, zone: 'Europe/Berlin' })
  assert.equal(silent.status, 200)
  const { quiet, quiet_hours, max_volume } = silent.json.device as Record<string, unknown>
  assert.deepEqual([(quiet as { holds: boolean }).holds, quiet_hours, max_volume], [true, spans, undefined])

  const refused = await kitchen.post(sessionPath(hub, 'play'))
  assert.deepEqual([refused.status, codeIn(refused)], [409, 'device.quiet'])
  const lifted = await kitchen.post(`/devices/${kitchen.deviceId}/lift-quiet-hours`)
  const { quiet: after } = lifted.json.device as { quiet: Record<string, unknown> }
  assert.deepEqual([after.holds, typeof after.lifted_until], [false, 'number'])
  assert.equal((await kitchen.post(sessionPath(hub, 'play'))).json.play_state, 'playing')
  await kitchen.post(`/devices/${kitchen.deviceId}/lift-quiet-hours`, { lifted: false })
  assert.equal((await kitchen.ask(sessionPath(hub))).json.play_state, 'paused')

  await change({ quiet_hours: null, max_volume: 40 })
  const loud = await kitchen.post(sessionPath(hub, 'volume'), { volume: 90, device_uuid: kitchen.deviceId })
  assert.deepEqual(loud.json.volumes, { [String(kitchen.deviceId)]: { volume: 40, muted: false } })
  assert.deepEqual(hub.failures, [])
})

test('[QH10] [QH15] owners set the household’s, and everybody sees them', async () => {
  await using hub = await serveHub()
  const owner = await hub.program('Kitchen')
  const member = await memberOf(hub)
  const body = { zone: 'Europe/Berlin', spans: [{ ...ALWAYS, max_volume: 20 }] }
  const set = (by: typeof owner) => by.ask('/quiet-hours', { method: 'PATCH', body })
  assert.equal(codeIn(await set(member)), 'auth.forbidden')
  const odd = { zone: 'US/Pacific-New', spans: body.spans }
  assert.equal(codeIn(await owner.ask('/quiet-hours', { method: 'PATCH', body: odd })), 'request.invalid')
  assert.equal((await set(owner)).status, 200)
  assert.deepEqual((await member.ask('/quiet-hours')).json, body)
})

function sessionPath({ owner }: ServedHub, step?: string): string {
  return ['/sessions', owner.sessionId, step].filter(Boolean).join('/')
}

async function memberOf({ accounts, owner, program }: ServedHub) {
  const login = { username: 'Bob', password: 'a long password' }
  await accounts.createMember(owner, login)
  return program('Attic', login)
}

function codeIn({ json }: { readonly json: Readonly<Record<string, unknown>> }): string | undefined {
  return (json.error as { code?: string } | undefined)?.code
}
