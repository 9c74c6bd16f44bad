import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { DEVICE_GRANT } from '@baton/protocol'
import { PLENTY, refusedWith, sendForm } from '@baton/testing/doors/account-answers'
import { type LetIn, letBoxIn } from '@baton/testing/doors/let-box-in'
import { openStream } from '@baton/testing/worlds/event-stream'
import { type Answer, ask, type Program, type ServedHub, serveHub } from '@baton/testing/worlds/http-world'
import { foundSecondHousehold } from '@baton/testing/worlds/second-household'

const PASSWORD = 'a long password'

let hub: ServedHub
let owner: Program
before(async () => {
  hub = await serveHub({
    limits: PLENTY,
    tracks: [1, 2, 3].map((n) => ({ name: `${n}.flac`, durationMs: 180_000 })),
  })
  owner = await hub.program('Ada’s laptop')
})
after(() => hub[Symbol.asyncDispose]())

test('[BX1] [BX2] a box is let in by its code, and is no person', async () => {
  const asked = await askForCode('Box kitchen')
  const seen = await owner.ask(`/links/${asked.user_code}`)
  assert.deepEqual([seen.json.kind, seen.json.name], ['box', 'Box kitchen'])
  assert.equal((await owner.post(`/links/${asked.user_code}/approve`)).status, 204)
  const { json } = await poll(asked.device_code)
  const me = (await hub.ask('/me', { token: String(json.access_token) })).json
  const people = (await owner.ask('/users')).json as unknown as readonly { username: string }[]
  assert.ok(!people.some(({ username }) => username === 'Box kitchen'))
  for (const [method, path] of [
    ['PATCH', `/users/${me.user_uuid}`],
    ['DELETE', `/users/${me.user_uuid}`],
    ['POST', `/users/${me.user_uuid}/reset`],
  ] as const) {
    const body = method === 'PATCH' ? { role: 'owner' } : {}
    refusedWith('auth.user-not-found', await owner.ask(path, { method, body }))
  }
  for (const username of ['Box kitchen', ` box ${me.user_uuid}`]) {
    const login = { grant_type: 'password', username, password: PASSWORD }
    refusedWith('auth.wrong-password', await sendForm(`${hub.baseUrl}/token`, login))
  }
  assert.notEqual(me.user_uuid, (await owner.ask('/me')).json.user_uuid)
  refusedWith('auth.forbidden', await makePerson(String(json.access_token)))
})

test('[BX1] [BX3] a listener lets no box in, and changes none', async () => {
  const kid = await person('Kid', 'listener')
  const asked = await askForCode('Box attic')
  refusedWith('auth.forbidden', await kid.post(`/links/${asked.user_code}/approve`))
  const box = await newBox('Box attic')
  refusedWith(
    'auth.forbidden',
    await kid.ask(`/boxes/${box.sessionId}`, { method: 'PATCH', body: { enabled: false } }),
  )
  refusedWith('auth.forbidden', await kid.ask(`/boxes/${box.sessionId}`, { method: 'DELETE' }))
  refusedWith(
    'device.not-found',
    await kid.ask(`/devices/${box.deviceId}`, { method: 'PATCH', body: { device_name: 'Mine' } }),
  )
  // It plays there all the same.
  const played = await play(kid, box.sessionId)
  assert.equal(played.json.play_state, 'playing')
})

test('[BX3] it is renamed and held to a volume, and everybody is shown it', async () => {
  const member = await person('Bo', 'member')
  const { sessionId } = await newBox('Box bath')
  const path = `/boxes/${sessionId}`
  const renamed = await member.ask(path, { method: 'PATCH', body: { device_name: 'Bathroom' } })
  assert.equal((renamed.json.device as { name: string }).name, 'Bathroom')
  refusedWith('auth.forbidden', await member.ask(path, { method: 'PATCH', body: { max_volume: 30 } }))
  await using stream = await openStream(`${hub.baseUrl}/events?rooms=boxes`, {
    authorization: `Bearer ${member.token}`,
  })
  await stream.until('snapshot')
  assert.equal((await owner.ask(path, { method: 'PATCH', body: { max_volume: 30 } })).json.max_volume, 30)
  for (;;) {
    const { data } = await stream.until('boxes')
    const box = data.box as Record<string, unknown> | undefined
    if (box?.session_uuid === sessionId && box.max_volume === 30) break
  }
  const played = await play(member, sessionId)
  assert.equal(played.json.volume, 30)
  const louder = await member.post(`/sessions/${sessionId}/volume`, { volume: 90 })
  assert.equal(louder.json.volume, 30)
  const list = (await member.ask('/boxes')).json as unknown as readonly Record<string, unknown>[]
  assert.ok(list.some((one) => one.session_uuid === sessionId))
  const devices = (await member.ask('/devices')).json as unknown as readonly Record<string, unknown>[]
  const shared = devices.find((one) => one.device_name === 'Bathroom')
  assert.equal(shared?.players, 'everybody')
})

test('[BX30] over REST members name a box’s device, owners say when it is quiet and lift that, and it does neither', async () => {
  const member = await person('Dora', 'member')
  const box = await newBox('Box bed')
  const path = `/devices/${box.deviceId}`
  const change = (by: Program['ask'], body: object) => by(path, { method: 'PATCH', body })
  const itself: Program['ask'] = (at, options) => hub.ask(at, { ...options, token: box.token })
  const spans = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '00:00', max_volume: 0 }]
  const quiet = await change(owner.ask, { quiet_hours: spans, zone: 'UTC' })
  assert.equal(quiet.status, 200, quiet.text)
  for (const ask of [member.ask, itself]) {
    refusedWith('auth.forbidden', await change(ask, { quiet_hours: [], max_volume: null }))
    refusedWith('auth.forbidden', await ask(`${path}/lift-quiet-hours`, { method: 'POST', body: {} }))
  }
  assert.equal((await change(member.ask, { device_name: 'Bedroom', enabled: false })).status, 200)
  refusedWith('auth.forbidden', await change(itself, { enabled: true }))
  refusedWith('auth.forbidden', await itself(path, { method: 'DELETE', body: {} }))
  refusedWith('device.not-found', await owner.ask(path, { method: 'DELETE', body: {} }))
  assert.equal((await change(itself, { capabilities: { reader: 'ready' } })).status, 200)
  const lifted = await owner.post(`${path}/lift-quiet-hours`)
  assert.equal((lifted.json.device as { quiet: { holds: boolean } }).quiet.holds, false)
})

test('[BX31] registered once more a box has the same device', async () => {
  const box = await newBox('Box once')
  for (const more of [{}, { device_uuid: randomUUID() }]) {
    const body = { device_name: 'Box once', kind: 'program', ...more }
    const again = await hub.ask('/devices/register', { method: 'POST', token: box.token, body })
    assert.equal(again.json.device_uuid, box.deviceId)
  }
  const list = (await owner.ask('/boxes')).json as unknown as readonly Record<string, unknown>[]
  assert.equal(list.filter((one) => one.session_uuid === box.sessionId).length, 1)
})

test('[BX32] people play there what they may see, their private playlists too, and nobody else’s', async () => {
  const member = await person('Emil', 'member')
  const box = await newBox('Box ours')
  const made = await member.post('/playlists', { title: 'Mine alone', track_ids: hub.trackIds })
  const { playlist_id } = made.json.playlist as { playlist_id: string }
  const start = (by: Program) => by.post(`/playlists/${playlist_id}/start`, { session_uuid: box.sessionId })
  const add = (by: Program) => by.post('/queue/enqueue', { playlist_id, session_uuid: box.sessionId })
  for (const ask of [start, add]) {
    refusedWith('playlist.not-found', await ask(owner))
    const { status, text } = await ask(member)
    assert.equal(status, 200, text)
  }
})

test('[BX10] [BX11] everybody of the household sees and changes what it plays, by its own device', async () => {
  const member = await person('Cleo', 'member')
  const box = await newBox('Box hall')
  await using stream = await openStream(`${hub.baseUrl}/events?rooms=session:${box.sessionId},boxes`, {
    authorization: `Bearer ${member.token}`,
  })
  const first = await stream.until('snapshot')
  assert.equal(first.data.of_box, true)
  const played = await play(owner, box.sessionId)
  assert.equal(played.json.active_device_uuid, box.deviceId)
  assert.equal(played.json.file_url, undefined)
  assert.ok((await ask(hub.baseUrl, `/sessions/${box.sessionId}`, { token: box.token })).json.file_url)
  for (;;) {
    const { data } = await stream.until('timeline_update')
    if (JSON.stringify(data).includes('"play_state":"playing"')) break
  }
  const session = `/sessions/${box.sessionId}`
  assert.equal((await member.post(`${session}/pause`)).json.play_state, 'paused')
  assert.equal((await member.post(`${session}/next`)).status, 200)
  const queue = await member.ask(`${session}/queue`)
  assert.equal(queue.json.total, 3)
  assert.equal((await member.ask('/queue')).text.includes('entry_id'), false)
  const cleared = await member.ask('/queue', { method: 'DELETE', body: { session_uuid: box.sessionId } })
  assert.equal(cleared.json.session_uuid, box.sessionId)
  refusedWith('device.not-found', await owner.post(`${session}/speaker`, { device_uuid: owner.deviceId }))
})

test('[BX11] [SD6] [SD11] somebody’s own music plays on it, taken from its own and back, and its buttons are about that', async () => {
  const box = await newBox('Box stairs')
  await play(owner, box.sessionId)
  const listener = await person('Finn', 'listener')
  const own = `/sessions/${String((await listener.ask('/me')).json.session_uuid)}`
  const choose = (body: object) => listener.post(`${own}/speaker`, { device_uuid: box.deviceId, ...body })
  refusedWith('speaker.in-use', await choose({}))
  assert.equal((await choose({ take_over: true })).json.active_device_uuid, box.deviceId)
  const lost = (await owner.ask(`/sessions/${box.sessionId}`)).json
  assert.deepEqual([lost.play_state, lost.active_device_uuid], ['paused', null])
  const { reason, taken_by } = lost.failover as { reason: string; taken_by: { name: string } }
  assert.deepEqual([reason, taken_by.name], ['speaker-taken', 'Finn'])
  await listener.post('/queue/enqueue', { track_ids: hub.trackIds, at: 'now' })
  const asBox = (path: string) => hub.ask(path, { method: 'POST', body: {}, token: box.token })
  assert.equal((await asBox(`/sessions/${box.sessionId}/pause`)).status, 200)
  assert.equal((await listener.ask(own)).json.play_state, 'paused')
  const back = await owner.post(`/sessions/${box.sessionId}/speaker`, { device_uuid: box.deviceId })
  assert.equal(back.json.active_device_uuid, box.deviceId, 'nothing sounds there')
  assert.equal((await listener.ask(own)).json.active_device_uuid, null)
  await owner.post(`/sessions/${box.sessionId}/play`)
  const change = (by: Program) =>
    by.ask(`/devices/${box.deviceId}`, { method: 'PATCH', body: { players: 'owner' } })
  refusedWith('device.not-found', await change(listener))
  assert.equal((await change(owner)).status, 200)
  refusedWith('device.not-shared', await choose({ take_over: true }))
})

test('[BX13] nobody of another household, and no other box, sees it', async () => {
  await foundSecondHousehold(hub.accountStore, 'Eve')
  const eve = await hub.program('Next door', { username: 'Eve', password: PASSWORD })
  const box = await newBox('Box one')
  assert.deepEqual((await eve.ask('/boxes')).json, [])
  refusedWith('session.not-found', await eve.ask(`/sessions/${box.sessionId}`))
  refusedWith('session.not-found', await eve.post(`/sessions/${box.sessionId}/pause`))
  refusedWith('device.not-found', await eve.ask(`/boxes/${box.sessionId}`, { method: 'DELETE' }))
  const other = await newBox('Box two')
  const session = `/sessions/${box.sessionId}`
  refusedWith('session.not-found', await hub.ask(session, { token: other.token }))
  refusedWith(
    'session.not-found',
    await hub.ask(`${session}/pause`, { method: 'POST', body: {}, token: other.token }),
  )
  const events = await hub.ask(`/events?rooms=session:${box.sessionId}`, { token: other.token })
  refusedWith('request.invalid', events)
  refusedWith(
    'request.invalid',
    await owner.ask('/queue', { method: 'DELETE', body: { session_uuid: 'no session' } }),
  )
  refusedWith('session.not-found', await owner.ask(`/sessions/${OTHER}`))
})

test('[BX14] a tag on the box plays there, and whoever linked it hears nothing', async () => {
  const box = await newBox('Box nursery')
  const [track_id] = hub.trackIds
  assert.equal((await owner.post('/tags', { tag_id: '04a1b2c3', track_id })).status, 201)
  const scanned = await hub.ask('/tags/scan', {
    method: 'POST',
    body: { tag_id: '04a1b2c3' },
    token: box.token,
  })
  assert.equal(scanned.json.scanned, 'played')
  const there = (await owner.ask(`/sessions/${box.sessionId}`)).json
  assert.deepEqual([there.play_state, there.active_device_uuid], ['playing', box.deviceId])
  assert.equal((await owner.ask(`/sessions/${hub.owner.sessionId}`)).json.play_state, 'stopped')
})

test('[BX4] removed, it is gone with its session, its device and its sign-in', async () => {
  const box = await newBox('Box shed')
  await play(owner, box.sessionId)
  await using stream = await openStream(`${hub.baseUrl}/events?rooms=boxes`, {
    authorization: `Bearer ${owner.token}`,
  })
  await stream.until('snapshot')
  assert.equal((await owner.ask(`/boxes/${box.sessionId}`, { method: 'DELETE' })).status, 204)
  for (;;) {
    const { data } = await stream.until('boxes')
    if (data.type === 'box.removed' && data.session_uuid === box.sessionId) break
  }
  refusedWith('auth.wrong-token', await hub.ask('/me', { token: box.token }))
  refusedWith('session.not-found', await owner.ask(`/sessions/${box.sessionId}`))
  refusedWith('device.not-found', await owner.ask(`/boxes/${box.sessionId}`, { method: 'DELETE' }))
  const list = (await owner.ask('/boxes')).json as unknown as readonly Record<string, unknown>[]
  assert.ok(!list.some((one) => one.session_uuid === box.sessionId))
})

test('[BX20] [BX21] a box is told what the tags play, and brings the music of it; nobody else is', async () => {
  const box = await newBox('Box keeps')
  const made = await owner.post('/playlists', { title: 'Mine alone', track_ids: hub.trackIds })
  const { playlist_id } = made.json.playlist as { playlist_id: string }
  await owner.post('/tags', { tag_id: '0a0a', playlist_id, policy: 'toggle' })
  const shelf = (await hub.ask('/boxes/me/shelf', { token: box.token })).json
  const tag = (shelf.tags as readonly Shelved[]).find((one) => one.tag_id === '0a0a')
  assert.deepEqual([tag?.policy, tag?.tracks.map(({ track_id }) => track_id)], ['toggle', [...hub.trackIds]])
  await owner.ask(`/playlists/${playlist_id}`, { method: 'DELETE', body: {} })
  const later = (await hub.ask('/boxes/me/shelf', { token: box.token })).json
  assert.ok(!(later.tags as readonly Shelved[]).some((one) => one.tag_id === '0a0a'))
  refusedWith('auth.forbidden', await owner.ask('/boxes/me/shelf'))
  const path = `/boxes/me/tracks/${hub.trackIds[0]}`
  refusedWith('auth.forbidden', await owner.ask(path))
  refusedWith('media.unavailable', await hub.ask(path, { token: box.token }))
  await mkdir(hub.music, { recursive: true })
  await writeFile(join(hub.music, '1.flac'), 'the bytes of a track')
  const bytes = await hub.ask(path, { token: box.token })
  assert.deepEqual([bytes.status, bytes.text], [200, 'the bytes of a track'])
  assert.equal(bytes.headers.get('content-length'), '20')
})

test('[BX23] what it played alone is a play of the box, once for each', async () => {
  const box = await newBox('Box alone')
  const [track_id, other] = hub.trackIds
  const tell = (body: object, client_event_uuid: string, program = box.token) =>
    hub.ask(`/sessions/${box.sessionId}/plays`, {
      method: 'POST',
      token: program,
      body: { ...body, client_event_uuid },
    })
  const at = Date.now() - 3_600_000
  const first = { track_id, entry_id: randomUUID(), at }
  for (let n = 0; n < 2; n++) assert.equal((await tell(first, 'play one')).status, 200)
  const underWay = { track_id: other, entry_id: randomUUID(), at: at + 200_000, under_way: true }
  assert.equal((await tell(underWay, 'play two')).status, 200)
  const { items } = (await hub.ask('/history', { token: box.token })).json as {
    items: readonly { track: { track_id: string }; at: number }[]
  }
  assert.deepEqual(
    items.map((item) => [item.track.track_id, item.at]),
    [
      [other, at + 200_000],
      [track_id, at],
    ],
  )
  assert.deepEqual((await owner.ask('/history')).json.items, [])
  refusedWith('auth.forbidden', await tell(first, 'play three', owner.token))
})

test('[BX24] [BX27] its session stands where it stands, under the names that it gave, whatever people did', async () => {
  const box = await newBox('Box stands')
  await play(owner, box.sessionId)
  const there = (await owner.ask(`/sessions/${box.sessionId}/queue`)).json.entries as readonly Listed[]
  const standAt = (body: object, token = box.token) =>
    hub.ask(`/sessions/${box.sessionId}/stand-at`, { method: 'POST', token, body })
  const named = there.map(({ entry_id, track_id }) => ({ entry_id, track_id }))
  const where = { position_ms: 7_000, age_ms: 500, listened_ms: 7_000, counted: false }
  const onward = await standAt({
    ...where,
    entries: named.slice(1, 2),
    entry_id: named[1]?.entry_id,
    play_state: 'playing',
  })
  assert.deepEqual(
    [onward.json.entry_id, onward.json.play_state, onward.json.active_device_uuid],
    [named[1]?.entry_id, 'playing', box.deviceId],
  )
  assert.ok(Number(onward.json.position_ms) >= 7_500)
  assert.equal((await owner.ask(`/sessions/${box.sessionId}/queue`)).json.total, 3, 'the queue is the same')

  const own = hub.trackIds.slice(0, 2).map((track_id) => ({ entry_id: randomUUID(), track_id }))
  const another = { ...where, entries: own, entry_id: own[0]?.entry_id, play_state: 'paused' }
  const elsewhere = await standAt(another)
  assert.deepEqual(
    [elsewhere.json.entry_id, elsewhere.json.play_state, elsewhere.json.position_ms],
    [own[0]?.entry_id, 'paused', 7_000],
  )
  const now = (await owner.ask(`/sessions/${box.sessionId}/queue`)).json.entries as readonly Listed[]
  assert.deepEqual(
    now.map(({ entry_id }) => entry_id),
    own.map(({ entry_id }) => entry_id),
  )
  refusedWith('auth.forbidden', await standAt(another, owner.token))
  const unknown = { ...another, entries: [{ entry_id: OTHER, track_id: OTHER }], entry_id: OTHER }
  refusedWith('library.track-not-found', await standAt(unknown))
})

interface Shelved {
  readonly tag_id: string
  readonly policy: string
  readonly tracks: readonly { readonly track_id: string }[]
}

interface Listed {
  readonly entry_id: string
  readonly track_id: string
}

const OTHER = '00000000-0000-4000-8000-000000000000'

function makePerson(token: string): Promise<Answer> {
  return hub.ask('/users', { method: 'POST', token, body: { username: 'Eve', password: PASSWORD } })
}

async function askForCode(client_name: string) {
  const { json } = await sendForm(`${hub.baseUrl}/device_authorization`, { client_name, client_kind: 'box' })
  return { user_code: String(json.user_code), device_code: String(json.device_code) }
}

function poll(device_code: string): Promise<Answer> {
  return sendForm(`${hub.baseUrl}/token`, { grant_type: DEVICE_GRANT, device_code })
}

function newBox(name: string): Promise<LetIn> {
  return letBoxIn(hub.baseUrl, owner, name)
}

async function play(program: Program, session_uuid: string): Promise<Answer> {
  const added = await program.post('/queue/enqueue', { track_ids: hub.trackIds, session_uuid })
  assert.equal(added.status, 200, added.text)
  return program.post(`/sessions/${session_uuid}/play`)
}

async function person(username: string, role: 'member' | 'listener'): Promise<Program> {
  const login = { username, password: PASSWORD }
  assert.equal((await owner.post('/users', { ...login, role })).status, 201)
  return hub.program(undefined, login)
}
