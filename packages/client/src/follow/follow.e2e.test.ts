import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  foldRoom,
  foldSession,
  type PlaylistId,
  playlistRoom,
  type RoomState,
  type SessionView,
  toRest,
  wholeQueue,
} from '@baton/protocol'
import { deviceId, householdWith, SESSION, USER } from '../../../testing/src/domain/household.ts'
import { FakeClock } from '../../../testing/src/fakes/fake-clock.ts'
import { entry as entryOf, LOG, ME } from '../../../testing/src/fakes/scripted-household.ts'
import { scriptedHub, snapshotDocument } from '../../../testing/src/fakes/scripted-hub.ts'
import { connect } from '../hub/hub.ts'
import { follow, SILENT_STREAM_MS } from './follow.ts'
import type { FollowedState, Following } from './following.ts'

const entry = (n: number) => entryOf(n, n)
const VIEW: SessionView = {
  ...householdWith('kitchen').session.view,
  current: entry(1),
  next: entry(2),
  activeDeviceId: deviceId('kitchen'),
}
const QUEUE = wholeQueue({ entries: [entry(1), entry(2), entry(3)], order: null })

function snapshot(seq: number, view = VIEW, more: object = {}, log = LOG): [string, string, object] {
  const stamp = { epoch: log, seq, serverTime: 1_700_000_000_000, ...more }
  return [
    'snapshot',
    `${log}-${seq}`,
    snapshotDocument([{ family: 'session', session: view, queue: QUEUE }], stamp),
  ]
}

function playlistState(n: number, title: string): Extract<RoomState, { family: 'playlist' }> {
  const playlist = {
    playlistId: `0000000b-0000-4000-8000-00000000000${n}` as PlaylistId,
    ownerId: USER,
    title,
    description: '',
    visibility: 'private',
    revision: 1,
    trackCount: 0,
    durationMs: 0,
    coverIds: [],
    createdAt: 1,
    updatedAt: 1,
    deletedAt: null,
  } as const
  return { family: 'playlist', playlist, entries: [] }
}

function seeked(seq: number, positionMs: number, more: object = {}, log = LOG): [string, string, object] {
  const change = { timeline: { positionMs, at: 1_700_000_000_000 + seq, rate: 0 } }
  const event = { type: 'session.seeked', change, room: `session:${SESSION}`, revision: seq, seq, epoch: log }
  return [
    'timeline_update',
    `${log}-${seq}`,
    toRest({ ...event, at: 1_700_000_000_000 + seq, ...more }) as object,
  ]
}

test('[P44] a snapshot is the state, and events are folded into it as the hub folds them', async () => {
  await using hub = await scriptedHub(ME)
  await using following = follow({ hub: connect({ baseUrl: hub.baseUrl }), rooms: ['session'] })
  const stream = await hub.stream()
  assert.equal(stream.rooms, 'session')
  assert.equal(stream.lastEventId, undefined)
  stream.say(...snapshot(10))
  const first = await until(following, (state) => state.connection === 'live')
  assert.deepEqual(first.session, VIEW)
  assert.deepEqual(first.queue, QUEUE)
  assert.deepEqual([first.seq, first.epoch, first.me?.username], [10, LOG, 'anna'])
  stream.say(...seeked(11, 5_000))
  const second = await until(following, (state) => state.seq === 11)
  const change = { timeline: { positionMs: 5_000, at: 1_700_000_000_011, rate: 0 as const } }
  const folded = foldSession(
    VIEW,
    { type: 'session.seeked', change },
    { revision: 11, at: 1_700_000_000_011 },
  )
  assert.deepEqual(second.session, folded)
})

test('[P54] rooms of which there are many are known by their names, each folded by its own events', async () => {
  await using hub = await scriptedHub(ME)
  const [roads, rain] = [playlistState(1, 'Roads'), playlistState(2, 'Rain')]
  const [roadsRoom, rainRoom] = [roads, rain].map(({ playlist }) => playlistRoom(playlist.playlistId))
  assert.ok(roadsRoom && rainRoom)
  await using following = follow({
    hub: connect({ baseUrl: hub.baseUrl }),
    rooms: ['playlists', roadsRoom, rainRoom],
  })
  const stream = await hub.stream()
  assert.equal(stream.rooms, ['playlists', roadsRoom, rainRoom].join(','))
  const stamp = { epoch: LOG, seq: 10, serverTime: 1_700_000_000_000 }
  const lists = { family: 'playlists', playlists: [] } as const
  stream.say('snapshot', `${LOG}-10`, snapshotDocument([lists, roads, rain], stamp))
  const first = await until(following, ({ seq }) => seq === 10)
  assert.deepEqual(first.open, { [roadsRoom]: roads, [rainRoom]: rain })
  const details = { title: 'Long roads' }
  const event = { type: 'playlist.changed', details, room: roadsRoom, revision: 2, at: 1_700_000_000_011 }
  stream.say('playlist', `${LOG}-11`, toRest(event) as object)
  const elsewhere = playlistRoom(playlistState(3, 'Snow').playlist.playlistId)
  stream.say('playlist', `${LOG}-12`, toRest({ ...event, room: elsewhere }) as object)
  const second = await until(following, ({ seq }) => seq === 12)
  const folded = foldRoom(roads, { type: 'playlist.changed', details }, event)
  assert.deepEqual(second.open, { [roadsRoom]: folded, [rainRoom]: rain })
  stream.say('snapshot', `${LOG}-13`, {
    ...(toRest({ ...stamp, seq: 13 }) as object),
    open_playlists: [null],
  })
  const again = await hub.stream()
  assert.equal(again.lastEventId, undefined)
})

test('[P45] an event at or below what is known changes nothing', async () => {
  await using hub = await scriptedHub(ME)
  await using following = follow({ hub: connect({ baseUrl: hub.baseUrl }), rooms: ['session'] })
  const causes: string[] = []
  following.listen(({ cause }) => causes.push(cause))
  const stream = await hub.stream()
  stream.say(...snapshot(10))
  stream.say(...seeked(9, 1_000))
  stream.say(...seeked(10, 2_000))
  stream.say(...seeked(12, 3_000))
  stream.say(...seeked(11, 4_000))
  stream.say(...seeked(13, 6_000))
  const state = await until(following, ({ seq }) => seq === 13)
  assert.equal(state.session?.timeline.positionMs, 6_000)
  assert.deepEqual(causes, ['snapshot', 'connection', 'event', 'event'])
})

test('[P46] after a break it resumes behind what it has seen, and is live again once it has caught up', async () => {
  await using hub = await scriptedHub(ME)
  await using following = follow({ hub: connect({ baseUrl: hub.baseUrl }), rooms: ['session'] })
  const first = await hub.stream()
  first.say(...snapshot(10))
  await until(following, (state) => state.connection === 'live')
  first.end()
  const second = await hub.stream()
  assert.equal(second.lastEventId, `${LOG}-10`)
  second.say(...seeked(14, 9_000))
  second.say('caught_up', `${LOG}-20`, {
    epoch: LOG,
    server_seq: 20,
    revision: 14,
    server_time: 1_700_000_000_100,
  })
  const state = await until(following, ({ seq, connection }) => seq === 20 && connection === 'live')
  assert.equal(state.session?.timeline.positionMs, 9_000)
})

test('[P53] what was missed is told as the past, until the stream has caught up', async () => {
  await using hub = await scriptedHub(ME)
  await using following = follow({ hub: connect({ baseUrl: hub.baseUrl }), rooms: ['session'] })
  const first = await hub.stream()
  first.say(...snapshot(10))
  await until(following, (state) => state.connection === 'live')
  assert.equal(following.state.get().catchingUp, false)
  const told: boolean[] = []
  following.listen(({ cause, state }) => cause === 'event' && told.push(state.catchingUp))
  first.end()
  const second = await hub.stream()
  second.say(...seeked(11, 1_000))
  second.say(...seeked(12, 2_000))
  await until(following, ({ seq }) => seq === 12)
  assert.equal(following.state.get().catchingUp, true)
  second.say('caught_up', `${LOG}-12`, { epoch: LOG, server_seq: 12, revision: 12 })
  await until(following, (state) => !state.catchingUp)
  second.say(...seeked(13, 3_000))
  await until(following, ({ seq }) => seq === 13)
  assert.deepEqual(told, [true, true, false])
})

test('[P47] a stream that breaks between resync and snapshot is opened without a cursor', async () => {
  await using hub = await scriptedHub(ME)
  await using following = follow({ hub: connect({ baseUrl: hub.baseUrl }), rooms: ['session'] })
  const first = await hub.stream()
  first.say(...snapshot(50))
  await until(following, (state) => state.seq === 50)
  first.say('resync', `${LOG}-70`, { epoch: LOG, server_seq: 70, reason: 'too-slow' })
  const nothing = {
    seen: 0,
    read: 0,
    unchanged: 0,
    failed: 0,
    total: null,
    files_per_second: 0,
    eta_ms: null,
  }
  first.say('scan_beacon', null, { phase: 'idle', ...nothing })
  await until(following, (state) => state.scan !== null)
  first.end()
  const second = await hub.stream()
  assert.equal(second.lastEventId, undefined)
})

test('[P47] a resync is followed by a snapshot that replaces everything; what comes between is not folded', async () => {
  await using hub = await scriptedHub(ME)
  await using following = follow({ hub: connect({ baseUrl: hub.baseUrl }), rooms: ['session'] })
  const stream = await hub.stream()
  stream.say(...snapshot(50))
  await until(following, (state) => state.seq === 50)
  stream.say('resync', `otherlog1-3`, { epoch: 'otherlog1', server_seq: 3, reason: 'other-log' })
  stream.say(...seeked(51, 70_000))
  stream.say(...snapshot(3, { ...VIEW, shuffle: true }, {}, 'otherlog1'))
  const state = await until(following, ({ epoch }) => epoch === 'otherlog1')
  assert.equal(state.seq, 3)
  assert.equal(state.session?.shuffle, true)
  assert.equal(state.session?.timeline.positionMs, 0)
})

test('[P48] an event of another log, or one that cannot be read, is not folded: everything is fetched anew', async () => {
  await using hub = await scriptedHub(ME)
  await using following = follow({
    hub: connect({ baseUrl: hub.baseUrl }),
    rooms: ['session'],
    chance: () => 0,
  })
  const first = await hub.stream()
  first.say(...snapshot(10))
  first.say(...seeked(11, 1_000, {}, 'otherlog1'))
  const second = await hub.stream()
  assert.equal(second.lastEventId, undefined)
  second.say(...snapshot(12))
  second.say('timeline_update', `${LOG}-13`, { type: 'session.unheard-of', revision: 1, at: 1 })
  const third = await hub.stream()
  assert.equal(third.lastEventId, undefined)
  third.say(...snapshot(13, { ...VIEW, shuffle: true }))
  const state = await until(following, ({ session }) => session?.shuffle === true)
  assert.equal(state.seq, 13)
})

test('[P49] a stream in which nothing is said for 25 s is given up, whatever TCP believes', async () => {
  await using hub = await scriptedHub(ME)
  const clock = new FakeClock()
  await using following = follow({ hub: connect({ baseUrl: hub.baseUrl, clock }), rooms: ['session'] })
  const first = await hub.stream()
  first.say(...snapshot(10))
  await until(following, (state) => state.connection === 'live')
  await clock.advance(SILENT_STREAM_MS - 1_000)
  first.raw(':\n\n')
  await passing(50)
  await clock.advance(2_000)
  assert.equal(following.state.get().connection, 'live')
  await clock.advance(SILENT_STREAM_MS)
  await first.closed
  await passing(50)
  await clock.advance(2_000)
  assert.equal(following.state.get().connection, 'away')
  const second = await hub.stream()
  assert.equal(second.lastEventId, `${LOG}-10`)
})

test('[P50] the addresses of the tracks are followed, whole, and end with the right to them', async () => {
  await using hub = await scriptedHub(ME)
  await using following = follow({ hub: connect({ baseUrl: hub.baseUrl }), rooms: ['session'] })
  const stream = await hub.stream()
  stream.say(...snapshot(10, VIEW, { fileUrl: '/media/1', nextFileUrl: '/media/2' }))
  stream.say(...seeked(11, 5_000))
  const state = await until(following, ({ seq }) => seq === 11)
  assert.deepEqual([state.fileUrl, state.nextFileUrl], [`${hub.baseUrl}/media/1`, `${hub.baseUrl}/media/2`])
  stream.say(...seeked(12, 0, { change: { current: entry(2), next: entry(3) }, nextFileUrl: '/media/3' }))
  const moved = await until(following, ({ seq }) => seq === 12)
  assert.deepEqual([moved.fileUrl, moved.nextFileUrl], [`${hub.baseUrl}/media/2`, `${hub.baseUrl}/media/3`])
  stream.say(...seeked(13, 0, { change: { activeDeviceId: null }, fileUrl: null, nextFileUrl: null }))
  const ended = await until(following, ({ seq }) => seq === 13)
  assert.deepEqual([ended.fileUrl, ended.nextFileUrl], [null, null])
})

test('[P51] a hub that refuses is shown with its reason, and asked again after signing in', async () => {
  await using hub = await scriptedHub(ME)
  const client = connect({
    baseUrl: hub.baseUrl,
    fetch: (input, init) => (signedIn ? fetch(input, init) : Promise.resolve(refusal())),
  })
  let signedIn = false
  const refusal = () =>
    Response.json({ error: { code: 'auth.required', message: 'Sign in first.' } }, { status: 401 })
  await using following = follow({ hub: client, rooms: ['session'] })
  const away = await until(following, ({ connection }) => connection === 'away')
  assert.equal(away.failure?.code, 'auth.required')
  signedIn = true
  hub.answer(() => ({ status: 200, body: toRest(ME) }))
  await client.signIn({ username: 'anna', password: 'long enough' })
  const stream = await hub.stream()
  stream.say(...snapshot(10))
  const live = await until(following, ({ connection }) => connection === 'live')
  assert.equal(live.failure, null)
})

test('[P52] once the sign-in is bound to a device, the stream is opened anew for that device', async () => {
  await using hub = await scriptedHub(ME)
  const client = connect({ baseUrl: hub.baseUrl })
  await using following = follow({ hub: client, rooms: ['session'] })
  const first = await hub.stream()
  first.say(...snapshot(10))
  await until(following, ({ connection }) => connection === 'live')
  hub.answer(() => ({ status: 200, body: { device_uuid: deviceId('kitchen') } }))
  assert.equal(await client.register({ name: 'Kitchen' }), deviceId('kitchen'))
  const second = await hub.stream()
  assert.equal(second.lastEventId, `${LOG}-10`)
})

async function until(following: Following, holds: (state: FollowedState) => boolean): Promise<FollowedState> {
  const { state } = following
  if (holds(state.get())) return state.get()
  const met = Promise.withResolvers<FollowedState>()
  const leave = state.subscribe((next) => holds(next) && met.resolve(next))
  const late = setTimeout(() => met.reject(new Error(`Not met: ${JSON.stringify(state.get())}`)), 5_000)
  return met.promise.finally(() => {
    leave()
    clearTimeout(late)
  })
}

function passing(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
