import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { DeviceView, fromRest, KnownQueue, LibrarySummary, QUEUE_WINDOW, SessionView } from '@baton/protocol'
import { openStream } from '@baton/testing/worlds/event-stream'
import { type Program, type ServedHub, serveHub } from '@baton/testing/worlds/http-world'

let hub: ServedHub
let kitchen: Program
let session: string
before(async () => {
  hub = await serveHub({
    keepAliveMs: 200,
    tracks: [1, 2, 3].map((n) => ({ name: `${n}.flac`, durationMs: 60_000 })),
  })
  kitchen = await hub.program('kitchen')
  session = `/sessions/${hub.owner.sessionId}`
  await kitchen.post('/queue/enqueue', { track_ids: hub.trackIds })
})
after(() => hub[Symbol.asyncDispose]())

test('[E2] without a cursor one snapshot of all rooms comes first, and fits the protocol', async () => {
  await using stream = await follow(kitchen, '?rooms=session,devices,library')
  const { event, id, data } = await stream.next()
  assert.equal(event, 'snapshot')
  assert.match(String(id), /^[a-z0-9]{8,32}-\d+$/)
  const own = fromRest(data) as Record<string, unknown>
  assert.equal(SessionView.parse(own).sessionId, hub.owner.sessionId)
  assert.equal(KnownQueue.parse(own.queue).entries.length, 3)
  assert.equal(DeviceView.array().parse(own.devices).length, 1)
  assert.equal(LibrarySummary.parse(own.library).tracks >= 0, true)
  for (const name of [
    'session_uuid',
    'revision',
    'server_seq',
    'epoch',
    'position_ms',
    'play_state',
    'volume',
  ]) {
    assert.ok(name in data, name)
  }
})

test('[E1] rooms are chosen, and another session is not to be followed', async () => {
  await using stream = await follow(kitchen, '?rooms=devices')
  const { data } = await stream.next()
  assert.ok('devices' in data && !('queue' in data))
  for (const rooms of ['nonsense', ',', `session:${hub.owner.userId}`, 'devices,__proto__']) {
    const answer = await kitchen.ask(`/events?rooms=${rooms}`)
    assert.equal(answer.status, 400, rooms)
  }
  assert.equal((await hub.ask('/events')).status, 401)
})

test('[E1] [R25] a room is found by its id in any case, and told in lower case', async () => {
  const made = await kitchen.post('/playlists', { title: 'In any case' })
  const { playlist_id: id } = made.json.playlist as { playlist_id: string }
  const rooms = `session:${hub.owner.sessionId.toUpperCase()},session,playlist:${id.toUpperCase()},playlist:${id}`
  await using stream = await follow(kitchen, `?rooms=${rooms}`)
  const { data } = await stream.next()
  assert.equal(data.session_uuid, hub.owner.sessionId)
  assert.deepEqual(
    (data.open_playlists as { playlist_id: string }[]).map(({ playlist_id }) => playlist_id),
    [id],
  )
  await kitchen.post(`${session}/options`, { repeat_mode: 'one' })
  assert.equal((await stream.until('options_change')).data.room, `session:${hub.owner.sessionId}`)
})

test('[E5] events tell what happened, in flat fields too, with ids that grow', async () => {
  await using stream = await follow(kitchen)
  const first = await stream.next()
  const { json } = await kitchen.post(`${session}/play`, { client_event_uuid: 'play-1' })
  const played = await stream.until('timeline_update')
  assert.equal(played.data.command_id, 'play-1')
  assert.equal(played.data.room, `session:${hub.owner.sessionId}`)
  assert.equal(played.data.revision, json.revision)
  assert.equal(played.data.event_id, played.id)
  const marked = await kitchen.post(`${session}/seek`, { position_ms: 30_000 })
  const seeked = await stream.until('timeline_update')
  assert.equal(seeked.data.position_ms, 30_000)
  assert.equal(seeked.data.type, 'session.seeked')
  assert.ok(seqOf(first.id) < seqOf(played.id) && seqOf(played.id) < seqOf(seeked.id))
  assert.equal(seqOf(seeked.id), (marked.json.receipt as { server_seq: number }).server_seq)
})

test('[E6] each sort of event has its name', async () => {
  await using stream = await follow(kitchen)
  await stream.next()
  await kitchen.post(`${session}/options`, { repeat_mode: 'all' })
  await stream.until('options_change')
  await kitchen.post(`${session}/volume`, { volume: 30 })
  await stream.until('options_change')
  await kitchen.post(`/tracks/${hub.trackIds[0]}/like`)
  await stream.until('like')
  await kitchen.post('/queue/enqueue', { track_ids: [hub.trackIds[0]] })
  await stream.until('queue_update')
  await kitchen.ask(`/devices/${kitchen.deviceId}`, { method: 'PATCH', body: { device_name: 'Küche' } })
  await stream.until('devices')
  const parlour = await hub.program('parlour')
  await kitchen.post(`${session}/speaker`, { device_uuid: parlour.deviceId })
  await stream.until('speaker_change')
  await kitchen.post(`${session}/speaker`, { device_uuid: kitchen.deviceId })
})

test('[E3] a cursor resumes behind it: the missed events in order, then caught_up', async () => {
  const { id, epoch } = await present()
  await kitchen.post(`${session}/pause`)
  await kitchen.post(`${session}/play`)
  for (const [query, headers] of [
    ['', { 'last-event-id': id }],
    [`?last_event_id=${id}`, {}],
    [`?last_event_id=${seqOf(id)}`, {}],
  ] as const) {
    await using stream = await follow(kitchen, query, headers)
    const types = [(await stream.next()).data.type, (await stream.next()).data.type]
    assert.deepEqual(types, ['session.paused', 'session.played'])
    const { event, data } = await stream.next()
    assert.equal(event, 'caught_up')
    assert.equal(data.epoch, epoch)
    assert.equal(data.play_state, 'playing')
    assert.equal(typeof data.position_ms, 'number')
  }
  await using live = await follow(kitchen, `?last_event_id=${id}`)
  await live.until('caught_up')
  await kitchen.post(`${session}/seek`, { position_ms: 1_000 })
  assert.equal((await live.next()).data.type, 'session.seeked')
  await using header = await follow(kitchen, '?last_event_id=1', { 'last-event-id': (await present()).id })
  assert.equal((await header.next()).event, 'caught_up')
})

test('[E4] a cursor that cannot be served is answered with resync and a snapshot', async () => {
  const { id, epoch } = await present()
  const rows = [
    [`${epoch}-${seqOf(id) + 1_000}`, 'from-the-future'],
    ['aaaaaaaaaaaa-1', 'other-log'],
    ['%00nonsense', 'other-log'],
    ['-1', 'other-log'],
  ] as const
  for (const [cursor, reason] of rows) {
    await using stream = await follow(kitchen, `?last_event_id=${cursor}`)
    const resync = await stream.next()
    assert.deepEqual([resync.event, resync.data.reason], ['resync', reason], cursor)
    assert.equal(resync.id, '')
    assert.equal((await stream.next()).event, 'snapshot')
  }
})

test('[E7] media addresses come to the device that may fetch them, go with a null, and to nobody else', async () => {
  const parlour = await hub.program('parlour')
  const page = await hub.program()
  await kitchen.post(`${session}/speaker`, { device_uuid: kitchen.deviceId })
  await using there = await follow(kitchen)
  await using here = await follow(parlour)
  await using aside = await follow(page)
  assert.ok((await there.next()).data.file_url)
  assert.equal('file_url' in (await here.next()).data, false)
  await aside.next()
  const moved = await kitchen.post(`${session}/speaker`, { device_uuid: parlour.deviceId })
  assert.equal(moved.status, 200, moved.text)
  assert.equal((await there.until('speaker_change')).data.file_url, null)
  const mine = (await here.until('speaker_change')).data
  assert.match(String(mine.file_url), /^\/media\/tracks\//)
  assert.equal('file_url' in (await aside.until('speaker_change')).data, false)
  await parlour.post(`${session}/next`)
  const after = await here.until('timeline_update')
  assert.notEqual(after.data.file_url, undefined)
  const other = await aside.until('timeline_update')
  assert.equal(JSON.stringify(other.data).includes('token='), false)
})

test('[E8] a beacon tells a quiet follower that it is current, and takes no number', async () => {
  await kitchen.post(`${session}/pause`)
  await using stream = await follow(kitchen)
  const { id, data: snapshot } = await stream.next()
  const { id: none, data } = await stream.until('timeline_beacon')
  assert.equal(none, null)
  assert.equal(data.server_seq, seqOf(id))
  assert.deepEqual([data.play_state, data.position_ms], ['paused', snapshot.position_ms])
})

test('[E9] a comment comes regularly', async () => {
  await using stream = await follow(kitchen)
  await stream.next()
  await stream.comment()
  await stream.comment()
})

test('[E11] the stream ends when its sign-in does', async () => {
  const guest = await hub.program('guest')
  await using stream = await follow(guest)
  await stream.next()
  await guest.post('/signout')
  await stream.ended
  assert.equal((await guest.ask('/me')).status, 401)
})

test('[E11] a sign-in that ends before its stream has begun gets no stream', async () => {
  const guest = await hub.program()
  const { accounts } = hub
  const { authenticate } = accounts
  accounts.authenticate = async (...asked) => {
    const principal = await authenticate(...asked)
    accounts.authenticate = authenticate
    if (principal) await accounts.signOut(principal)
    return principal
  }
  await using stream = await follow(guest)
  await stream.ended
})

test('[E12] the answer is a plain stream that nobody may keep or buffer', async () => {
  await using stream = await follow(kitchen)
  assert.equal(stream.headers['transfer-encoding'], undefined)
  assert.equal(stream.headers['content-length'], undefined)
  assert.match(String(stream.headers['content-type']), /^text\/event-stream/)
  assert.match(String(stream.headers['cache-control']), /no-store/)
  assert.equal(stream.headers['x-accel-buffering'], 'no')
  assert.equal(stream.headers['x-content-type-options'], 'nosniff')
})

test('[E13] there is a bound on open streams, and one that ends makes room', async () => {
  await using small = await serveHub({ maxStreams: 1 })
  const { token } = await small.program()
  const headers = { authorization: `Bearer ${token}` }
  {
    await using one = await openStream(`${small.baseUrl}/events`, headers)
    await one.next()
    const refused = await small.ask('/events', { token })
    assert.equal(refused.status, 503)
    assert.equal((refused.json.error as { code: string }).code, 'hub.busy')
  }
  // The hub hears of the end of a stream a little later than its reader.
  for (let tried = 0; ; tried++) {
    await using other = await openStream(`${small.baseUrl}/events`, headers)
    if (other.status === 200) break
    assert.ok(tried < 1_000, 'no room was made')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
})

test('[E13] one sign-in has a bounded number of streams, and another its own', async () => {
  const crowd = await hub.program()
  const headers = { authorization: `Bearer ${crowd.token}` }
  await using streams = new AsyncDisposableStack()
  for (let n = 0; n < 20; n++) streams.use(await openStream(`${hub.baseUrl}/events`, headers))
  const refused = await crowd.ask('/events')
  assert.equal(refused.status, 429)
  assert.equal((refused.json.error as { code: string }).code, 'limit.too-many')
  assert.ok(Number(refused.headers.get('retry-after')) > 0)
  await using other = await follow(kitchen)
  assert.equal((await other.next()).event, 'snapshot')
})

test('[E15] a stream that is asked for behind another request begins when that is answered', async () => {
  const text = await pipelined(['/queue', '/events'], (heard) => heard.includes('event: snapshot\n'))
  const [first = '', second = '', ...others] = text.split('HTTP/1.1 200 OK\r\n').slice(1)
  assert.deepEqual(others, [])
  const [head = '', body = ''] = first.split('\r\n\r\n')
  assert.equal(Buffer.byteLength(body), Number(/content-length: (\d+)/i.exec(head)?.[1]))
  assert.equal(JSON.parse(body).entries.length > 0, true)
  assert.match(second, /^[\s\S]*content-type: text\/event-stream[\s\S]*?\r\n\r\n[\s\S]*event: snapshot\n/i)
})

test('[E15] a connection carries one stream, and nothing else is written into it', async () => {
  const beats = (heard: string) => heard.split('\n:').length + heard.split('timeline_beacon').length > 8
  const text = await pipelined(['/events', '/events', '/queue', '/events'], beats)
  assert.equal(text.split('HTTP/1.1 ').length, 2)
  assert.equal(text.split('event: snapshot\n').length, 2)
  assert.equal(text.includes('"error"'), false)
})

test('[E10] a follower that does not read costs the others nothing, and is told to begin anew', async () => {
  const asleep = connect(hub.port, '127.0.0.1')
  asleep.write(`GET /events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${kitchen.token}\r\n\r\n`)
  await new Promise((resolve) => asleep.once('readable', resolve))
  await using awake = await follow(kitchen)
  await awake.next()
  // Long lists fill what the system keeps for a socket that nobody reads.
  const many = Array.from({ length: QUEUE_WINDOW.size }, () => hub.trackIds[0])
  for (let n = 0; n < 150; n++) {
    await kitchen.post('/queue/enqueue', { track_ids: many })
    await kitchen.ask('/queue', { method: 'DELETE' })
  }
  for (let n = 0; n < 300; n++) await kitchen.post(`${session}/volume`, { volume: n % 100 })
  const last = (await kitchen.post(`${session}/volume`, { volume: 55 })).json.receipt as {
    server_seq: number
  }
  for (;;) if (seqOf((await awake.until('options_change')).id) === last.server_seq) break
  let text = ''
  asleep.setEncoding('utf8')
  const woken = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no resync came')), 5_000)
    asleep.on('data', (chunk: string) => {
      text = (text + chunk).slice(-8_000_000)
      if (!/event: resync\n[\s\S]*event: snapshot\n/.test(text)) return
      clearTimeout(timer)
      resolve()
    })
  })
  await woken
  assert.match(text, /"reason":"too-slow"/)
  asleep.destroy()
  assert.deepEqual(hub.failures, [])
})

async function follow(who: Program, query = '', headers: Record<string, string> = {}) {
  const stream = await openStream(`${hub.baseUrl}/events${query}`, {
    authorization: `Bearer ${who.token}`,
    ...headers,
  })
  assert.equal(stream.status, 200)
  return stream
}

/** What comes on one connection for requests that are sent at once, until it is enough. */
async function pipelined(paths: readonly string[], isEnough: (heard: string) => boolean): Promise<string> {
  const socket = connect(hub.port, '127.0.0.1').setEncoding('utf8')
  const asked = paths.map(
    (path) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${kitchen.token}\r\n\r\n`,
  )
  socket.write(asked.join(''))
  let heard = ''
  for await (const chunk of socket) {
    heard += chunk
    if (isEnough(heard)) break
  }
  socket.destroy()
  return heard
}

async function present(): Promise<{ id: string; epoch: string }> {
  const { json } = await kitchen.ask(session)
  return { id: `${json.epoch}-${json.server_seq}`, epoch: String(json.epoch) }
}

function seqOf(id: string | null): number {
  return Number(id?.split('-').at(-1))
}
