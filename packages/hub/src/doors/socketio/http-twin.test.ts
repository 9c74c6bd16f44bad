import assert from 'node:assert/strict'
import { test } from 'node:test'
import { musicBoxContract } from '@baton/protocol'
import type { BoxClient, Heard } from '@baton/testing/sockets/box-client'
import { namesOf } from '@baton/testing/sockets/box-client'
import { connected } from '@baton/testing/sockets/connected'
import type { Answer, Program, ServedHub } from '@baton/testing/worlds/http-world'
import { serveHub } from '@baton/testing/worlds/http-world'

const TRACKS = [1, 2, 3].map((n) => ({ name: `${n}.flac`, durationMs: 180_000 }))
const BEN = { username: 'Ben', password: 'another long password' }
/** Nothing is read for those who may not ask at all, or have asked too much. */
const UNREAD: ReadonlySet<number> = new Set([401, 403, 429])
const NOBODYS = '7d5f0d0e-0000-4000-8000-1234567890ab'

type Json = Heard['data']
interface Asked {
  readonly method: string
  readonly path: string
  readonly body?: object
}

/** Two playlists of the same tracks, each on a hub of its own: what is asked of them by either way has to come to the same. */
async function house() {
  const hub = await serveHub({ tracks: TRACKS })
  const program = await hub.program('Kitchen')
  const box = await connected(hub, program.token)
  const make = async (title: string): Promise<string> =>
    (await box.operate('op:playlist.create', { title })).data.playlist.id
  const [list, other] = [await make('One'), await make('Two')]
  await box.operate('op:playlist.add_tracks', { playlist_id: list, track_ids: hub.trackIds })
  return {
    ...{ hub, program, box, list, other },
    async [Symbol.asyncDispose]() {
      await box[Symbol.asyncDispose]()
      await hub[Symbol.asyncDispose]()
    },
  }
}
type House = Awaited<ReturnType<typeof house>>

/** Every operation, in an order in which each of them has something to do: by socket, and by HTTP. */
const OPERATIONS: readonly (readonly [
  string,
  (house: House) => Record<string, unknown>,
  (house: House) => Asked,
])[] = [
  ['op:playlist.create', () => ({ title: 'Three' }), () => post('/api/playlists', { title: 'Three' })],
  [
    'op:playlist.update',
    ({ list }) => ({ playlist_id: list, title: 'Uno', description: 'words' }),
    ({ list }) => ({
      method: 'PUT',
      path: `/api/playlists/${list}`,
      body: { title: 'Uno', description: 'words' },
    }),
  ],
  [
    'op:playlist.reorder',
    ({ list }) => ({ playlist_id: list, track_order: [3, 1, 2] }),
    ({ list }) => post(`/api/playlists/${list}/reorder`, { track_order: [3, 1, 2] }),
  ],
  [
    'op:playlist.add_tracks',
    ({ list, hub }) => ({ playlist_id: list, track_ids: hub.trackIds.slice(0, 1), at: 1 }),
    ({ list, hub }) => post(`/api/playlists/${list}/tracks`, { track_ids: hub.trackIds.slice(0, 1), at: 1 }),
  ],
  [
    'op:playlist.move_track',
    ({ list, other }) => ({ source_playlist_id: list, target_playlist_id: other, track_number: 2 }),
    ({ list, other }) =>
      post('/api/playlists/move-track', {
        source_playlist_id: list,
        target_playlist_id: other,
        track_number: 2,
      }),
  ],
  [
    'op:playlist.remove_tracks',
    ({ list }) => ({ playlist_id: list, track_numbers: [1] }),
    ({ list }) => ({ method: 'DELETE', path: `/api/playlists/${list}/tracks`, body: { track_numbers: [1] } }),
  ],
  [
    'op:playlist.start',
    ({ list }) => ({ playlist_id: list }),
    ({ list }) => post(`/api/playlists/${list}/start`),
  ],
  [
    'op:playlist.start',
    ({ list }) => ({ playlist_id: list, track_number: 2 }),
    ({ list }) => post(`/api/playlists/${list}/play/2`),
  ],
  [
    'op:queue.add',
    ({ other }) => ({ playlist_id: other }),
    ({ other }) => post('/api/queue/add', { playlist_id: other }),
  ],
  ['op:player.pause', () => ({}), () => post('/api/player/pause')],
  ['op:player.seek', () => ({ position_ms: 7_000 }), () => post('/api/player/seek', { position_ms: 7_000 })],
  ['op:player.volume', () => ({ volume: 20 }), () => post('/api/player/volume', { volume: 20 })],
  ['op:player.previous', () => ({}), () => post('/api/player/previous')],
  ['op:player.next', () => ({}), () => post('/api/player/next')],
  ['op:player.play', () => ({}), () => post('/api/player/play')],
  ['op:player.toggle', () => ({}), () => post('/api/player/toggle')],
  ['op:player.stop', () => ({}), () => post('/api/player/stop')],
  [
    'op:playlist.delete',
    ({ list }) => ({ playlist_id: list }),
    ({ list }) => ({ method: 'DELETE', path: `/api/playlists/${list}` }),
  ],
]

test('[SO40] every operation has a route at which it comes to the same', async () => {
  await using bySocket = await house()
  await using byHttp = await house()
  const asked = new Set<string>()
  for (const [operation, payload, twin] of OPERATIONS) {
    const acknowledged = await bySocket.box.operate(operation, payload(bySocket))
    assert.equal(acknowledged.success, true, `${operation}: ${JSON.stringify(acknowledged)}`)
    const { method, path, body = {} } = twin(byHttp)
    const answer = await byHttp.program.ask(path, { method, body })
    const { status, data, server_seq, timestamp, request_id, message } = answer.json as Json
    assert.deepEqual([answer.status, status], [operation === 'op:playlist.create' ? 201 : 200, 'success'])
    assert.deepEqual(
      [typeof server_seq, typeof timestamp, typeof request_id, typeof message],
      ['number', 'number', 'string', 'string'],
    )
    assert.deepEqual(shape(data), shape(acknowledged.data), `${operation} by ${method} ${path}`)
    asked.add(`${method} ${path.replace(/[0-9a-f-]{36}/, ':id').replace('play/2', 'play/:track_number')}`)
  }
  const operations = Object.values(musicBoxContract).filter(
    (route) => 'command' in route && !route.command.startsWith('tag.'),
  )
  assert.deepEqual([...asked].sort(), operations.map(({ endpoint }) => endpoint as string).sort())
  assert.deepEqual(shape(await shown(byHttp)), shape(await shown(bySocket)))
})

test('[SO41] who names a client_op_id is answered at the own sockets too, and nobody else is', async () => {
  await using hub = await serveHub()
  await hub.accounts.createMember(hub.owner, BEN)
  const program = await hub.program()
  await using box = await connected(hub, program.token)
  await using his = await connected(hub, (await hub.program(undefined, BEN)).token)
  const made = await ask(program, post('/api/playlists', { title: 'Mornings', client_op_id: 'made' }))
  const ack = await box.next('ack:op')
  assert.deepEqual(
    [ack.client_op_id, ack.success, ack.data, ack.server_seq],
    ['made', true, made.data, made.server_seq],
  )
  assert.equal(made.client_op_id, 'made')
  const wrong = await ask(program, post('/api/playlists', { title: '', client_op_id: 'wrong' }))
  const error = await box.next('err:op')
  assert.deepEqual([error.client_op_id, error.success, error.error_type], ['wrong', false, wrong.error_type])
  assert.equal(error.server_seq, wrong.server_seq)
  await ask(program, post('/api/playlists', { title: 'Quietly' }))
  for (const one of [box, his]) {
    one.send('client_ping')
    await one.next('client_pong')
  }
  assert.deepEqual(namesOf(box), ['connection_status', 'ack:op', 'err:op', 'client_pong'])
  assert.deepEqual(namesOf(his), ['connection_status', 'client_pong'])
})

test('[SO42] one id is one operation, whichever way it comes', async () => {
  await using hub = await serveHub()
  const program = await hub.program()
  await using box = await connected(hub, program.token)
  const asked = { title: 'Mornings', client_op_id: 'one' }
  const made = await box.operate('op:playlist.create', asked)
  const again = await ask(program, post('/api/playlists', asked))
  assert.equal(again.data.playlist.id, made.data.playlist.id)
  const headers = { 'idempotency-key': 'one' }
  const { title } = asked
  const byHeader = await program.ask('/api/playlists', { method: 'POST', body: { title }, headers })
  assert.equal((byHeader.json as Json).data.playlist.id, made.data.playlist.id)
  const other = await program.post('/api/playlists', { ...asked, title: 'Evenings' })
  assert.deepEqual([other.status, typeOf(other)], [409, 'conflict'])
  assert.equal((await hub.engine.playlists(hub.owner)).length, 1)
})

test('[SO43] what is read is what sockets are shown', async () => {
  await using home = await house()
  const { program, box, list } = home
  await box.operate('op:playlist.start', { playlist_id: list })
  await box.operate('op:player.pause')
  box.send('join:playlists')
  const all = await box.next('state:playlists')
  const player = await box.next('state:player')
  box.send('join:playlist', { playlist_id: list })
  const whole = await box.next('state:playlist')
  const read = async (path: string) => (await program.ask(path)).json as Json
  assert.deepEqual((await read('/api/playlists/')).data.playlists, all.data.playlists)
  const { playlist, ...fields } = (await read(`/api/playlists/${list}`)).data
  assert.deepEqual([playlist, fields], [whole.data, whole.data])
  const status = await read('/api/player/status')
  assert.deepEqual([status.data, status.server_seq], [player.data, player.server_seq])
  box.send('health_check')
  const told = await box.next('health_status')
  const health = (await read('/api/health')).data
  assert.deepEqual([health.status, health.components], ['healthy', told.components])
  assert.deepEqual(shape(health.details), shape(told.details))
  assert.equal((await read('/api/system/info')).data.name, 'Baton')
})

test('[SO63, PL27] how often a track was played and when a playlist was begun is told to each of their own', async () => {
  await using hub = await serveHub({ tracks: TRACKS.map((track) => ({ ...track, durationMs: 20_000 })) })
  await hub.accounts.createMember(hub.owner, BEN)
  const [program, his] = [await hub.program('Kitchen'), await hub.program(undefined, BEN)]
  await using box = await connected(hub, program.token)
  const made = await box.operate('op:playlist.create', { title: 'One' })
  const list: string = made.data.playlist.id
  const [first] = hub.trackIds
  await box.operate('op:playlist.add_tracks', { playlist_id: list, track_ids: [...hub.trackIds, first] })
  box.send('join:playlists')
  await box.next('ack:join')
  const told = async (by: Program) => {
    const { last_played: at, tracks } = ((await by.ask(`/api/playlists/${list}`)).json as Json).data
    const { playlists } = ((await by.ask('/api/playlists')).json as Json).data
    assert.equal(playlists[0].last_played, at, 'in the list of all as well')
    return { at, plays: tracks.map(({ play_count: plays }: Json) => plays) as number[] }
  }
  assert.deepEqual(await told(program), { at: null, plays: [0, 0, 0, 0] })
  await box.operate('op:playlist.start', { playlist_id: list, track_number: 1 })
  const before = await box.next('state:player', ({ data }) => data.is_playing)
  assert.equal(before.data.active_track.play_count, 0)
  hub.pass(11_000)
  const paused = await box.operate('op:player.pause')
  const after = await box.next('state:player', ({ data }) => data.state === 'paused')
  const { at, plays } = await told(program)
  assert.ok(Date.parse(at) > 0, String(at))
  assert.deepEqual([plays[0], plays[3]], [1, 1], 'counted once, wherever it stands')
  const status = (await program.ask('/api/player/status')).json as Json
  for (const { active_track: track } of [paused.data, after.data, status.data])
    assert.equal(track.play_count, plays[hub.trackIds.indexOf(track.id)])
  await box.operate('op:playlist.start', { playlist_id: list, track_number: 1 })
  assert.ok(Date.parse((await told(program)).at) > Date.parse(at), 'begun once more')
  assert.deepEqual(await told(his), { at: null, plays: [0, 0, 0, 0] })
})

test('[SO44] refusals come in the envelope: of bodies and ids, of what is not there, of rights, of too many', async () => {
  let store = async () => {}
  await using hub = await serveHub({
    health: { ping: () => store() },
    limits: { queue: 2 },
  })
  const program = await hub.program()
  await hub.accounts.createMember(hub.owner, BEN)
  const ben = await hub.program(undefined, BEN)
  const key = { name: 'a key', kind: 'key', scopes: ['read'], expiresInDays: null } as const
  const { secret: reader } = await hub.accounts.signIns.newKey(hub.owner, key)
  const put = (path: string, body: object) => program.ask(path, { method: 'PUT', body })
  const refused: readonly (readonly [Answer, number, string])[] = [
    [await program.post('/api/player/seek', { position_ms: 'x' }), 400, 'validation_error'],
    [await program.post('/api/player/volume', { volume: 101 }), 400, 'validation_error'],
    [await program.post('/api/player/seek', { position_ms: 1, client_op_id: 7 }), 400, 'validation_error'],
    [await program.post('/api/queue/add', {}), 400, 'validation_error'],
    [await program.ask('/api/player/play', { method: 'POST', body: '{' }), 400, 'bad_request'],
    [
      await program.ask('/api/player/play', { method: 'POST', body: '{"__proto__":{"a":1}}' }),
      400,
      'bad_request',
    ],
    [await program.ask('/api/playlists/nothing'), 400, 'validation_error'],
    [await program.ask(`/api/playlists/${NOBODYS}`), 404, 'not_found'],
    [await program.post(`/api/playlists/${NOBODYS}/play/0`), 400, 'validation_error'],
    [await put(`/api/playlists/${NOBODYS}`, { title: 'A' }), 404, 'not_found'],
    [await program.post(`/api/playlists/${NOBODYS}/start`), 404, 'not_found'],
    [await program.post('/api/playlists', { title: 'A' }), 429, 'rate_limit_exceeded'],
    [await hub.ask('/api/player/status'), 401, 'permission_denied'],
    [
      await hub.ask('/api/player/play', { method: 'POST', token: reader, body: {} }),
      403,
      'permission_denied',
    ],
    [await ben.post('/api/playlists/sync'), 403, 'permission_denied'],
  ]
  for (const [answer, status, type] of refused) {
    const { details, message, request_id, timestamp, server_seq, ...json } = answer.json as Json
    assert.deepEqual([answer.status, json.status, typeOf(answer)], [status, 'error', type], answer.text)
    assert.deepEqual(
      [typeof message, typeof request_id, typeof timestamp, typeof details.code],
      ['string', 'string', 'number', 'string'],
    )
    assert.equal(
      server_seq === null ? null : typeof server_seq,
      UNREAD.has(status) ? null : 'number',
      answer.text,
    )
  }
  assert.equal((await hub.ask('/api/player/status', { token: reader })).status, 200)
  const gone = (await program.ask(`/api/playlists/${NOBODYS}`)).json as Json
  assert.equal(gone.server_seq, (await hub.engine.session(hub.owner, hub.owner.sessionId))?.seq)
  store = () => Promise.reject(new Error('gone'))
  const unwell = await program.ask('/api/health')
  const { status, server_seq, data } = unwell.json as Json
  assert.deepEqual([unwell.status, status, typeOf(unwell)], [503, 'error', 'service_unavailable'])
  assert.deepEqual([data.status, server_seq], ['unhealthy', null])
})

test('[SO45] looking for new music is the owner’s to ask', async () => {
  const scanned: string[] = []
  await using hub = await serveHub({ sockets: { scan: (householdId) => scanned.push(householdId) } })
  const answer = await (await hub.program()).post('/api/playlists/sync')
  assert.deepEqual([answer.status, (answer.json as Json).status], [202, 'success'])
  assert.deepEqual(scanned, [hub.owner.householdId])
})

function post(path: string, body: object = {}): Asked {
  return { method: 'POST', path, body }
}

async function ask(program: Program, { path, method, body }: Asked): Promise<Json> {
  return (await program.ask(path, { method, ...(body && { body }) })).json
}

function typeOf(answer: Answer): unknown {
  return (answer.json as Json).error_type
}

/** All that a client is shown at last. */
async function shown({ box, other }: { box: BoxClient; other: string; hub: ServedHub }) {
  box.send('join:playlists')
  const player = await box.next('state:player')
  box.send('join:playlist', { playlist_id: other })
  const list = await box.next('state:playlist')
  return [player.data, list.data]
}

/** Without what differs between two hubs: ids and instants. Places, titles and states stay. */
function shape(document: Json): Json {
  const text = JSON.stringify(document, (key, value) =>
    /(_at|last_played|since|position_ms|answer_ms|server_seq)$/.test(key) ? typeof value : value,
  )
  return JSON.parse(text.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'id'))
}
