import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Command,
  type DownloadId,
  type EntryId,
  type PlaylistId,
  ROUTES,
  type TagId,
  type TrackId,
  type UploadId,
} from '@baton/protocol'
import { deviceId, SESSION } from '../../../testing/src/domain/household.ts'
import { FakeClock } from '../../../testing/src/fakes/fake-clock.ts'
import { ME } from '../../../testing/src/fakes/scripted-household.ts'
import { type ScriptedRequest, scriptedHub } from '../../../testing/src/fakes/scripted-hub.ts'
import { type Ask, needsSession, routeOf } from './command-routes.ts'
import { isFailure } from './failure.ts'
import { connect } from './hub.ts'

const RECEIPT = { command_id: 'c', server_seq: 7, revision: 3, changed: true, result: {} }

test('[P60] a command goes to its own session, and gives the receipt and the session back', async () => {
  await using hub = await scriptedHub(ME)
  const timeline = { position_ms: 1_000, at: 5, rate: 1 }
  hub.answer(() => ({
    status: 200,
    body: { session_uuid: SESSION, timeline, server_seq: 7, receipt: RECEIPT },
  }))
  const client = connect({ baseUrl: `${hub.baseUrl}/` })
  const { receipt, session } = await client.send({ type: 'session.seek', positionMs: 1_000 })
  assert.deepEqual([receipt.seq, receipt.revision, receipt.changed], [7, 3, true])
  assert.equal(session?.timeline.positionMs, 1_000)
  const asked = hub.requests.at(-1)
  assert.equal(asked?.path, `/sessions/${SESSION}/seek`)
  assert.deepEqual(asked?.body, { position_ms: 1_000 })
})

test('[P61] where the answer was lost, the same command is sent again under the same id', async () => {
  await using hub = await scriptedHub(ME)
  let lost = 2
  hub.answer(() => (lost-- > 0 ? null : { status: 200, body: { receipt: RECEIPT } }))
  await connect({ baseUrl: hub.baseUrl }).send({ type: 'queue.clear' })
  const ids = hub.requests.map(idOf)
  assert.equal(ids.length, 3)
  assert.equal(new Set(ids).size, 1)
  assert.match(ids[0] ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('[P61] a hub that is stopping or busy is asked again; other refusals are final', async () => {
  await using hub = await scriptedHub(ME)
  const refusals = [
    [503, 'hub.draining'],
    [429, 'limit.too-many'],
    [409, 'session.nothing-to-play'],
  ] as const
  let n = 0
  hub.answer(() => {
    const [status, code] = refusals[n++] ?? [500, 'hub.internal']
    const details = { hint: 1 }
    return {
      status,
      headers: { 'retry-after': '0' },
      body: { error: { code, message: 'Because.', details } },
    }
  })
  const failed = connect({ baseUrl: hub.baseUrl }).send({ type: 'session.play' })
  await assert.rejects(failed, (error) => {
    assert.ok(isFailure(error, 'session.nothing-to-play'))
    assert.deepEqual([error.message, error.retry, error.details], ['Because.', 'after-change', { hint: 1 }])
    return true
  })
  assert.equal(n, 3)
})

test('[P62] a command that nobody means any more is not sent again', async () => {
  await using hub = await scriptedHub(ME)
  hub.answer(() => null)
  const started = performance.now()
  const failed = connect({ baseUrl: hub.baseUrl }).send({ type: 'session.play' }, { expiresMs: 700 })
  await assert.rejects(failed, (error) => isFailure(error, 'client.expired'))
  assert.ok(performance.now() - started < 1_500)
})

test('[P62] a page of something that is no hub is not taken for an answer', async () => {
  await using hub = await scriptedHub(ME)
  const client = connect({ baseUrl: hub.baseUrl })
  hub.answer(() => ({ status: 404, body: '<html>' }))
  await assert.rejects(client.devices(), (error) => isFailure(error, 'client.unreadable'))
  hub.answer(() => ({ status: 502, body: '<html>' }))
  await assert.rejects(client.heartbeat(), (error) => isFailure(error, 'client.offline'))
  assert.equal(client.contactAgeMs(), Number.POSITIVE_INFINITY)
})

test('[P15] the age of the last contact counts the time for which this machine slept', async () => {
  await using hub = await scriptedHub(ME)
  const clock = new FakeClock()
  const client = connect({ baseUrl: hub.baseUrl, clock })
  await client.readMe()
  assert.equal(client.contactAgeMs(), 0)
  await clock.advance(5_000)
  clock.sleep(40_000)
  assert.equal(client.contactAgeMs(), 45_000)
  clock.sleep(-100_000)
  assert.equal(client.contactAgeMs(), 5_000)
})

test('[P29] only an answer for which the hub took notice of the device is contact', async () => {
  await using hub = await scriptedHub(ME)
  const client = connect({ baseUrl: hub.baseUrl })
  const beat = async (status: number, code: string) => {
    hub.answer(() => ({ status, headers: { 'retry-after': '0' }, body: { error: { code } } }))
    await client.heartbeat().catch(() => {})
    return client.contactAgeMs() < Number.POSITIVE_INFINITY
  }
  assert.equal(await beat(503, 'store.unavailable'), false)
  assert.equal(await beat(503, 'hub.draining'), false)
  assert.equal(await beat(500, 'hub.internal'), false)
  assert.equal(await beat(401, 'auth.wrong-token'), false)
  assert.equal(await beat(404, 'request.not-found'), false)
  assert.equal(await beat(405, 'request.method'), false)
  assert.equal(await beat(403, 'request.host'), false)
  assert.equal(await beat(403, 'request.origin'), false)
  hub.answer(() => ({ status: 200, body: { needs_owner: false } }))
  assert.equal(await client.needsOwner(), false)
  hub.answer(() => ({ status: 200, body: { access_token: 'a', refresh_token: 'b', expires_in: 60 } }))
  await client.tokens({ refreshToken: 'c' })
  hub.answer(() => ({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: '' }))
  await client.heartbeat().catch(() => {})
  assert.equal(client.contactAgeMs(), Number.POSITIVE_INFINITY)
  assert.equal(await beat(404, 'device.not-found'), true)
})

test('[P29] what the hub refuses this device is contact', async () => {
  for (const code of ['auth.forbidden', 'auth.scope']) {
    await using hub = await scriptedHub(ME)
    const client = connect({ baseUrl: hub.baseUrl })
    hub.answer(() => ({ status: 403, body: { error: { code } } }))
    await assert.rejects(client.heartbeat(), (error) => isFailure(error, 'auth.forbidden', 'auth.scope'))
    assert.ok(client.contactAgeMs() < Number.POSITIVE_INFINITY, code)
  }
})

test('[P23] a device registers again by its id, under the name that it has by now', async () => {
  await using hub = await scriptedHub(ME)
  const client = connect({ baseUrl: hub.baseUrl })
  await assert.rejects(client.registerAgain(), (error) => isFailure(error, 'device.not-registered'))
  hub.answer(() => ({ status: 200, body: { device_uuid: deviceId('kitchen') } }))
  await client.register({ name: 'kitchen', platform: 'linux' })
  await client.registerAgain('scullery')
  assert.deepEqual(hub.requests.at(-1)?.body, {
    device_uuid: deviceId('kitchen'),
    device_name: 'scullery',
    device_platform: 'linux',
  })
})

test('[P63] every command of the protocol has a place on the REST door', () => {
  for (const [type, ask] of Object.entries(EXAMPLES)) {
    const { method, path, body } = routeOf(ask, SESSION)
    assert.doesNotMatch(path, /undefined|null/, type)
    assert.equal(needsSession(ask), path.includes(SESSION), type)
    const route = ROUTES.find(({ command, endpoint }) => command === type && isAt(endpoint, method, path))
    assert.ok(route, `${type}: ${method} ${path} is not where the table has it`)
    const taken = route.body?.safeParse(body)
    assert.ok(taken?.success, `${type}: ${taken?.error}`)
  }
})

test('[P63] several entries are removed by one request, a single one by its own address', () => {
  const several = { type: 'queue.remove', entryIds: [entryId, entryId] } as const
  assert.deepEqual(routeOf({ ...several, entryIds: [...several.entryIds] }, null), {
    method: 'POST',
    path: '/queue/remove',
    body: { entry_ids: [entryId, entryId] },
  })
  assert.deepEqual(routeOf({ type: 'queue.remove', entryIds: [entryId] }, null), {
    method: 'DELETE',
    path: `/queue/entries/${entryId}`,
  })
})

function isAt(endpoint: string, method: string, path: string): boolean {
  return new RegExp(`^${endpoint.replace(/:\w+/g, '[^/]+')}$`).test(`${method} ${path}`)
}

const entryId = '0000000a-0000-4000-8000-000000000001' as EntryId
const trackIdOf = '0000000b-0000-4000-8000-000000000001' as TrackId
const playlistId = '0000000c-0000-4000-8000-000000000001' as PlaylistId
const downloadId = '0000000e-0000-4000-8000-000000000001' as DownloadId
const uploadId = '0000000d-0000-4000-8000-000000000001' as UploadId
const tagId = '04a1b2c3' as TagId
const EXAMPLES: { readonly [K in Command['type']]: Ask & { type: K } } = {
  'session.play': { type: 'session.play' },
  'session.pause': { type: 'session.pause' },
  'session.toggle': { type: 'session.toggle' },
  'session.resume': { type: 'session.resume' },
  'session.stop': { type: 'session.stop' },
  'session.seek': { type: 'session.seek', positionMs: 1 },
  'session.next': { type: 'session.next' },
  'session.prev': { type: 'session.prev' },
  'session.jump': { type: 'session.jump', entryId },
  'session.end-entry': { type: 'session.end-entry', entryId },
  'session.set-options': { type: 'session.set-options', repeatMode: 'one' },
  'session.set-volume': { type: 'session.set-volume', volume: 1 },
  'session.choose-speaker': { type: 'session.choose-speaker', deviceId: deviceId('kitchen') },
  'session.tell-play': { type: 'session.tell-play', trackId: trackIdOf, entryId, at: 1 },
  'session.stand-at': {
    type: 'session.stand-at',
    entries: [{ entryId, trackId: trackIdOf }],
    entryId,
    positionMs: 1,
    ageMs: 1,
    playState: 'playing',
    listened: { ms: 1, counted: false },
  },
  'session.like': { type: 'session.like', trackId: trackIdOf },
  'queue.enqueue': { type: 'queue.enqueue', source: { trackIds: [trackIdOf] }, at: 'end' },
  'queue.move': { type: 'queue.move', entryId, after: null },
  'queue.remove': { type: 'queue.remove', entryIds: [entryId] },
  'queue.clear': { type: 'queue.clear' },
  'queue.start-playlist': { type: 'queue.start-playlist', playlistId, place: 1 },
  'playlist.create': { type: 'playlist.create', title: 'Slow', source: { trackIds: [trackIdOf] } },
  'playlist.save-queue': { type: 'playlist.save-queue', title: 'Slow' },
  'playlist.change': { type: 'playlist.change', playlistId, ifRevision: 1, visibility: 'household' },
  'playlist.delete': { type: 'playlist.delete', playlistId },
  'playlist.restore': { type: 'playlist.restore', playlistId, ifRevision: 2 },
  'playlist.add': { type: 'playlist.add', playlistId, source: { trackIds: [trackIdOf] }, at: 1 },
  'playlist.remove': { type: 'playlist.remove', playlistId, places: [1, entryId] },
  'playlist.move': { type: 'playlist.move', playlistId, place: 2, after: null },
  'playlist.reorder': { type: 'playlist.reorder', playlistId, order: [2, 1] },
  'playlist.move-to': {
    type: 'playlist.move-to',
    playlistId,
    ifRevision: 1,
    places: [1, entryId],
    targetId: playlistId,
    at: [2],
  },
  'upload.begin': { type: 'upload.begin', filename: 'Slow.flac', sizeBytes: 9, playlistId, folder: 'Album' },
  'upload.cancel': { type: 'upload.cancel', uploadId },
  'tag.scan': { type: 'tag.scan', tagId },
  'tag.bind': { type: 'tag.bind', tagId, target: { playlistId }, policy: 'toggle', label: 'Bear' },
  'tag.change': { type: 'tag.change', tagId, label: null, target: { trackId: trackIdOf } },
  'tag.remove': { type: 'tag.remove', tagId },
  'tag.start-linking': { type: 'tag.start-linking', target: { playlistId }, lastsMs: 30_000 },
  'tag.stop-linking': { type: 'tag.stop-linking', target: { playlistId } },
  'tag.dismiss': { type: 'tag.dismiss', tagId },
  'download.begin': { type: 'download.begin', url: 'https://example.org/a', playlistId, asksFirst: true },
  'download.describe': {
    type: 'download.describe',
    downloadId,
    tags: { title: 'A', artist: null, album: null },
  },
  'download.retry': { type: 'download.retry', downloadId },
  'download.cancel': { type: 'download.cancel', downloadId },
  'device.register': { type: 'device.register', name: 'Kitchen' },
  'device.update': {
    type: 'device.update',
    deviceId: deviceId('kitchen'),
    name: 'Kitchen',
    maxVolume: 60,
    quietHours: [{ days: [1], from: '22:00', to: '07:00', maxVolume: 0 }],
    zone: 'Europe/Berlin',
  },
  'device.lift-quiet-hours': {
    type: 'device.lift-quiet-hours',
    deviceId: deviceId('kitchen'),
    lifted: false,
  },
  'quiet-hours.set': {
    type: 'quiet-hours.set',
    zone: 'Europe/Berlin',
    spans: [{ days: [1, 7], from: '22:00', to: '07:00', maxVolume: 20 }],
  },
  'device.remove': { type: 'device.remove', deviceId: deviceId('kitchen') },
  'device.report': {
    type: 'device.report',
    deviceId: deviceId('kitchen'),
    n: 1,
    epoch: 1,
    event: 'ready',
    positionMs: 0,
  },
}

function idOf({ headers }: ScriptedRequest): string | undefined {
  const id = headers['idempotency-key']
  return typeof id === 'string' ? id : undefined
}
