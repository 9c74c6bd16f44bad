import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { test } from 'node:test'
import { BatonError } from '@baton/protocol'
import { type BoxClient, type BoxClientOptions, boxClient, namesOf } from '@baton/testing/sockets/box-client'
import { connected, inEverything } from '@baton/testing/sockets/connected'
import { OWNER, serveHub } from '@baton/testing/worlds/http-world'

const TRACKS = [1, 2, 3].map((n) => ({ name: `${n}.flac`, durationMs: 180_000 }))
const BEN = { username: 'Ben', password: 'another long password' }
const NOBODYS = '7d5f0d0e-0000-4000-8000-1234567890ab'

for (const transports of [['websocket'], ['polling'], ['polling', 'websocket']] as const) {
  test(`[SO1] whoever connects is told the number of the log, by ${transports.join(' and ')}`, async () => {
    await using hub = await serveHub()
    const { token } = await hub.program()
    await using box = boxClient(hub.baseUrl, { token, transports })
    const status = await box.next('connection_status')
    assert.deepEqual([status.status, status.sid], ['connected', box.socket.id])
    const session = await hub.engine.session(hub.owner, hub.owner.sessionId)
    assert.deepEqual([status.server_seq, status.epoch], [session?.seq, session?.epoch])
    assert.equal(typeof status.server_time, 'number')
    box.send('client_ping')
    assert.deepEqual(await box.next('client_pong'), {})
  })
}

test('[SO2] a token, a bearer and the cookie let in; nothing, a wrong one and a key that may not read do not', async () => {
  await using hub = await serveHub()
  const { token } = await hub.program()
  const { secret } = await hub.accounts.signIn(OWNER, 'here')
  const cookie = { cookie: `baton_session=${secret}` }
  const letIn: readonly BoxClientOptions[] = [
    { token },
    { headers: { authorization: `Bearer ${token}` } },
    { headers: { ...cookie, origin: hub.baseUrl } },
    { headers: cookie, transports: ['polling'] },
  ]
  for (const options of letIn) {
    await using box = boxClient(hub.baseUrl, options)
    assert.equal((await box.next(['connection_status', 'connect_error'])).status, 'connected')
  }
  const key = { name: 'a key', kind: 'key', scopes: ['control'], expiresInDays: null } as const
  const { secret: mayNotRead } = await hub.accounts.signIns.newKey(hub.owner, key)
  const keptOut: readonly (readonly [BoxClientOptions, string])[] = [
    [{}, 'auth.required'],
    [{ token: 'wrong' }, 'auth.wrong-token'],
    [{ headers: cookie }, 'request.origin'],
    [{ token: mayNotRead }, 'auth.scope'],
  ]
  for (const [options, code] of keptOut) {
    await using box = boxClient(hub.baseUrl, options)
    const error = await box.next('connect_error')
    assert.deepEqual([error.data?.code, error.data?.error_type], [code, 'permission_denied'])
  }
})

test('[SO3] another site’s page and another host are not let in; what else asks for another protocol is answered as usual', async () => {
  await using hub = await serveHub()
  const { token } = await hub.program()
  const elsewhere: readonly Record<string, string>[] = [
    { origin: 'http://elsewhere.example' },
    { host: 'elsewhere.example' },
  ]
  for (const headers of elsewhere) {
    await using box = boxClient(hub.baseUrl, { token, headers })
    const error = await box.next(['connect_error', 'connection_status'])
    assert.match(String(error.description?.message ?? error.message ?? error), /403|websocket error/)
  }
  const asked = request(`${hub.baseUrl}/time`, {
    headers: { authorization: `Bearer ${token}`, connection: 'upgrade', upgrade: 'h2c' },
  }).end()
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  answer.resume()
  assert.equal(answer.statusCode, 200)
})

test('[SO4] a socket ends with its sign-in, and when its user may do other things', async () => {
  await using hub = await serveHub()
  const { token } = await hub.program()
  await using box = await connected(hub, token)
  await hub.accounts.revoke(token)
  await box.next('disconnect')
  const ben = await hub.accounts.createMember(hub.owner, BEN)
  await using his = await connected(hub, (await hub.program(undefined, BEN)).token)
  await hub.accounts.people.changeRole(hub.owner, ben.userId, 'listener', {})
  await his.next('disconnect')
})

test('[SO5] of sockets there is a most for each sign-in, and of unanswered messages for each socket', async () => {
  await using hub = await serveHub({ sockets: { maxSocketsOfSignIn: 1 } })
  const { token } = await hub.program()
  await using box = await connected(hub, token)
  await using second = boxClient(hub.baseUrl, { token })
  assert.equal((await second.next('connect_error')).data.error_type, 'rate_limit_exceeded')
  for (let nth = 0; nth < 5_000; nth++) box.send('health_check')
  await box.next('disconnect')
})

test('[SO6] a join shows the room and then answers; one that is not there is answered without it', async () => {
  await using hub = await serveHub()
  const { token } = await hub.program()
  await using box = await connected(hub, token)
  box.send('join:playlists')
  const all = await box.next('ack:join')
  assert.deepEqual(namesOf(box).slice(1), ['state:playlists', 'state:player', 'ack:join'])
  assert.deepEqual([all.room, all.success], ['playlists', true])
  assert.ok(all.message)
  const { data } = await box.operate('op:playlist.create', { title: 'Mornings' })
  box.send('join:playlist', { playlist_id: data.playlist.id })
  const ack = await box.next('ack:join')
  assert.deepEqual(namesOf(box).slice(-2), ['state:playlist', 'ack:join'])
  assert.deepEqual([ack.room, ack.success, ack.playlist_seq], [`playlist:${data.playlist.id}`, true, 1])
  for (const playlist_id of [NOBODYS, 'no id', undefined]) {
    box.send('join:playlist', { playlist_id })
    const none = await box.next('ack:join')
    assert.deepEqual([none.room, none.success], [`playlist:${playlist_id ?? ''}`, false])
    assert.ok(none.message)
  }
})

test('[SO7] behind the answer to a leave nothing of the room comes', async () => {
  await using hub = await serveHub()
  const { token } = await hub.program()
  await using box = await connected(hub, token)
  const { data } = await box.operate('op:playlist.create', { title: 'Mornings' })
  const { id } = data.playlist
  box.send('join:playlist', { playlist_id: id })
  await box.next('ack:join')
  box.send('leave:playlist', { playlist_id: id })
  const left = await box.next('ack:leave')
  assert.deepEqual([left.room, left.success], [`playlist:${id}`, true])
  const from = box.heard.length
  await box.operate('op:playlist.update', { playlist_id: id, title: 'Evenings' })
  box.send('client_ping')
  await box.next('client_pong')
  assert.deepEqual(namesOf(box, from), ['ack:op', 'client_pong'])
})

test('[SO8] every state stands in the one envelope, with an id that nothing else has', async () => {
  await using hub = await serveHub({ tracks: TRACKS })
  await using box = await inEverything(hub)
  await box.operate('op:queue.add', { track_ids: hub.trackIds })
  await box.operate('op:player.play')
  await box.next('state:track_position')
  await box.operate('op:player.volume', { volume: 10 })
  await box.next('state:volume_changed')
  const states = box.heard.filter(({ event }) => event.startsWith('state:'))
  for (const { event, data } of states) {
    assert.equal(data.event_type, event)
    assert.deepEqual(
      [typeof data.server_seq, typeof data.timestamp, typeof data.data],
      ['number', 'number', 'object'],
    )
  }
  assert.equal(new Set(states.map(({ data }) => data.event_id)).size, states.length)
})

test('[SO9] a change of a playlist is told in its room and in the list, and one change of many things once', async () => {
  await using hub = await serveHub({ tracks: TRACKS })
  await using box = await inEverything(hub)
  const from = box.heard.length
  const { data } = await box.operate('op:playlist.create', { title: 'Mornings' })
  const playlist_id = data.playlist.id
  box.send('join:playlist', { playlist_id })
  await box.next('ack:join')
  await box.operate('op:playlist.add_tracks', { playlist_id, track_ids: hub.trackIds })
  await box.operate('op:playlist.reorder', { playlist_id, track_order: [3, 1, 2] })
  await box.operate('op:playlist.delete', { playlist_id })
  await box.next('state:playlist_deleted', ({ server_seq: seq }) => seq > 0)
  await box.next(
    'state:playlists',
    ({ data: { playlists } }) => playlists.length === 0 && box.heard.length > from + 5,
  )
  const whole = box.heard
    .filter(({ event }) => event === 'state:playlist')
    .map(({ data: { data: list } }) => list)
  assert.deepEqual(
    whole.map(({ tracks }) => tracks.length),
    [0, 3, 3],
  )
  assert.deepEqual(
    whole.at(-1).tracks.map(({ id }: { id: string }) => id),
    [2, 0, 1].map((nth) => hub.trackIds[nth]),
  )
  const listed = namesOf(box, from).filter((name) => name.includes('playlist_') || name.includes('index'))
  assert.ok(listed.includes('state:playlist_created') && listed.includes('state:playlist_updated'))
  assert.ok(listed.includes('state:playlists_index_update'))
})

test('[SO10] what one command does to the player is told once, with the number of its last event', async () => {
  await using hub = await serveHub({ tracks: TRACKS })
  await using box = await inEverything(hub)
  const { data } = await box.operate('op:playlist.create', { title: 'Mornings' })
  await box.operate('op:playlist.add_tracks', { playlist_id: data.playlist.id, track_ids: hub.trackIds })
  const from = box.heard.length
  const started = await box.operate('op:playlist.start', { playlist_id: data.playlist.id, track_number: 2 })
  const player = await box.next('state:player', (event) => event.data.is_playing)
  assert.equal(player.server_seq, started.server_seq)
  assert.equal(namesOf(box, from).filter((name) => name === 'state:player').length, 1)
  const { active_playlist_id, active_playlist_title, track_index, track_count, active_track_id } = player.data
  assert.deepEqual(
    [active_playlist_id, active_playlist_title, track_index, track_count, active_track_id],
    [data.playlist.id, 'Mornings', 1, 3, hub.trackIds[1]],
  )
})

test('[SO11] while music plays the position is told to whoever follows the player, and takes no number', async () => {
  await using hub = await serveHub({ tracks: TRACKS })
  await using box = await inEverything(hub)
  await box.operate('op:queue.add', { track_ids: hub.trackIds })
  await box.operate('op:player.play')
  const first = await box.next('state:track_position')
  const second = await box.next('state:track_position')
  assert.equal(first.server_seq, second.server_seq)
  assert.ok(second.data.position_ms - first.data.position_ms >= 150)
  assert.deepEqual([second.data.track_id, second.data.is_playing], [hub.trackIds[0], true])
  await box.operate('op:player.pause')
  await box.next('state:player', (event) => event.data.state === 'paused')
  const from = box.heard.length
  box.send('client_ping')
  await box.next('client_pong')
  assert.ok(box.heard.slice(from).every(({ event }) => event !== 'state:track_position'))
})

test('[SO12] an operation is answered to all of the caller’s sockets and to nobody else; sent again it has no second effect', async () => {
  await using hub = await serveHub()
  await hub.accounts.createMember(hub.owner, BEN)
  const { token } = await hub.program()
  await using box = await connected(hub, token)
  await using mine = await connected(hub, token)
  await using his = await connected(hub, (await hub.program(undefined, BEN)).token)
  const asked = { client_op_id: 'a', title: 'Mornings' }
  const made = await box.operate('op:playlist.create', asked)
  assert.deepEqual(await mine.next('ack:op'), made)
  const again = await box.operate('op:playlist.create', asked)
  assert.deepEqual([again.success, again.data.playlist.id], [true, made.data.playlist.id])
  const other = await box.operate('op:playlist.create', { ...asked, title: 'Evenings' })
  assert.deepEqual([other.success, other.error_type, other.code], [false, 'conflict', 'command.conflict'])
  his.send('client_ping')
  await his.next('client_pong')
  assert.deepEqual(namesOf(his), ['connection_status', 'client_pong'])
  assert.equal((await hub.engine.playlists(hub.owner)).length, 1)
})

test('[SO13] refusals have a type, a code and words: of the payload, of rights, of what is not there or not offered', async () => {
  await using hub = await serveHub()
  const key = { name: 'a key', kind: 'key', scopes: ['read'], expiresInDays: null } as const
  const { secret } = await hub.accounts.signIns.newKey(hub.owner, key)
  await using reader = await connected(hub, secret)
  await using box = await connected(hub, (await hub.program()).token)
  const refused = async (by: BoxClient, event: string, payload = {}) => {
    const { success, error_type, code, message } = await by.operate(event, payload)
    assert.deepEqual([success, typeof message], [false, 'string'])
    return [error_type, code]
  }
  assert.deepEqual(await refused(box, 'op:player.seek', { position_ms: 'x' }), [
    'validation_error',
    'request.invalid',
  ])
  assert.deepEqual(await refused(box, 'op:playlist.delete', { playlist_id: NOBODYS }), [
    'not_found',
    'playlist.not-found',
  ])
  assert.deepEqual(await refused(reader, 'op:player.pause'), ['permission_denied', 'auth.scope'])
  assert.deepEqual(await refused(reader, 'stop_nfc_link'), ['permission_denied', 'auth.scope'])
  assert.deepEqual(await refused(box, 'op:of.another.time'), ['service_unavailable', 'request.not-offered'])
})

test('[SO13] operations count where every other door counts them', async () => {
  await using hub = await serveHub({ limits: { queue: 1 } })
  const program = await hub.program()
  await program.post('/playlists', { title: 'By REST' })
  await using box = await connected(hub, program.token)
  const refused = await box.operate('op:playlist.create', { title: 'Mornings' })
  assert.deepEqual([refused.error_type, refused.code], ['rate_limit_exceeded', 'limit.too-many'])
})

test('[SO14] an entry changes its place, or its playlist', async () => {
  await using hub = await serveHub({ tracks: TRACKS })
  await using box = await inEverything(hub)
  const make = async (title: string) => (await box.operate('op:playlist.create', { title })).data.playlist.id
  const [source_playlist_id, target_playlist_id] = [await make('A'), await make('B')]
  await box.operate('op:playlist.add_tracks', { playlist_id: source_playlist_id, track_ids: hub.trackIds })
  const order = async (id: string) => {
    const { json } = await (await hub.program()).ask(`/playlists/${id}`)
    return (json.tracks as { track_id: string }[]).map(({ track_id: track }) =>
      hub.trackIds.indexOf(track as never),
    )
  }
  const within = { source_playlist_id, target_playlist_id: source_playlist_id }
  assert.ok(
    (await box.operate('op:playlist.move_track', { ...within, track_number: 1, target_position: 3 })).success,
  )
  assert.deepEqual(await order(source_playlist_id), [1, 2, 0])
  assert.ok(
    (await box.operate('op:playlist.move_track', { ...within, track_number: 3, target_position: 1 })).success,
  )
  assert.deepEqual(await order(source_playlist_id), [0, 1, 2])
  const across = { source_playlist_id, target_playlist_id, track_number: 2 }
  const moved = await box.operate('op:playlist.move_track', across)
  assert.deepEqual([moved.success, moved.data.track_id], [true, hub.trackIds[1]])
  assert.deepEqual([await order(source_playlist_id), await order(target_playlist_id)], [[0, 2], [1]])
  const again = await box.operate('op:playlist.move_track', { ...across, client_op_id: moved.client_op_id })
  assert.deepEqual([again.success, again.data], [true, moved.data])
  assert.deepEqual([await order(source_playlist_id), await order(target_playlist_id)], [[0, 2], [1]])
  const first = { ...across, track_number: 1, target_position: 1 }
  assert.ok((await box.operate('op:playlist.move_track', first)).success)
  assert.deepEqual([await order(source_playlist_id), await order(target_playlist_id)], [[2], [0, 1]])
  const key = { name: 'a key', kind: 'key', scopes: ['library'], expiresInDays: null } as const
  const { secret: token } = await hub.accounts.signIns.newKey(hub.owner, key)
  const asked = { method: 'POST', token, body: { source_playlist_id, target_playlist_id, track_number: 1 } }
  assert.equal((await hub.ask('/api/playlists/move-track', asked)).status, 200, 'who may not read may move')
  assert.deepEqual([await order(source_playlist_id), await order(target_playlist_id)], [[], [0, 1, 2]])
})

test('[SO17] [TG22] health is told by its parts; a hub without its store is unhealthy, and says what is wrong', async () => {
  let store = async () => {}
  await using hub = await serveHub({ health: { ping: () => store() } })
  const kitchen = await hub.program('Kitchen')
  await using box = await connected(hub, kitchen.token)
  box.send('health_check')
  const good = await box.next('health_status')
  assert.deepEqual(
    [good.status, good.components.database, good.components.audio],
    ['healthy', 'connected', 'available'],
  )
  const nfc: unknown[] = [good.components.nfc]
  for (const reader of ['ready', 'no-reader']) {
    await kitchen.ask(`/devices/${kitchen.deviceId}`, {
      method: 'PATCH',
      body: JSON.stringify({ capabilities: { reader } }),
    })
    box.send('health_check')
    nfc.push((await box.next('health_status')).components.nfc)
  }
  assert.deepEqual(nfc, ['unavailable', 'available', 'degraded'])
  assert.equal((await box.next('health_error')).component, 'nfc')
  store = () => Promise.reject(new BatonError('store.unavailable'))
  box.send('health_check')
  const bad = await box.next('health_status')
  assert.deepEqual([bad.status, bad.components.database], ['unhealthy', 'disconnected'])
  const { error, component, timestamp } = await box.next('health_error')
  assert.deepEqual([typeof error, component, typeof timestamp], ['string', 'database', 'number'])
})

test('[SO19] nobody is told of another person’s player and private playlists', async () => {
  await using hub = await serveHub({ tracks: TRACKS })
  await hub.accounts.createMember(hub.owner, BEN)
  await using his = await connected(hub, (await hub.program(undefined, BEN)).token)
  his.send('join:playlists')
  await his.next('ack:join')
  const program = await hub.program('Kitchen')
  const { json } = await program.post('/playlists', { title: 'Secret words' })
  const { playlist_id } = json.playlist as { playlist_id: string }
  await program.post('/queue/enqueue', { track_ids: hub.trackIds })
  his.send('join:playlist', { playlist_id })
  assert.equal((await his.next('ack:join')).success, false)
  const from = his.heard.length
  await program.ask(`/playlists/${playlist_id}`, { method: 'PATCH', body: { visibility: 'household' } })
  await his.next(['state:playlist_created', 'state:playlist_updated'])
  assert.ok(namesOf(his, from).length > 0)
  assert.equal(JSON.stringify(his.heard.slice(0, from)).includes('Secret words'), false)
  assert.equal(JSON.stringify(his.heard).includes(hub.trackIds[0] as string), false)
})
