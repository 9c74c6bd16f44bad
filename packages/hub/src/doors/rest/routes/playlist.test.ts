import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fromRest, HistoryItem, HistorySummary, PlaylistEntry, PlaylistView } from '@baton/protocol'
import { png } from '@baton/testing/artwork/pixel-art'
import { openStream } from '@baton/testing/worlds/event-stream'
import { type Answer, type Program, type ServedHub, serveHub } from '@baton/testing/worlds/http-world'

const MATE = { username: 'Bob', password: 'a long password' }

let hub: ServedHub
let kitchen: Program
let mate: Program
before(async () => {
  hub = await serveHub({ tracks: [1, 2, 3].map((n) => ({ name: `Tune ${n}`, durationMs: 60_000 })) })
  kitchen = await hub.program('kitchen')
  await hub.accounts.createMember(hub.owner, MATE)
  mate = await hub.program('attic', MATE)
})
after(() => hub[Symbol.asyncDispose]())

type Json = Record<string, unknown>

function playlistIn({ json }: Answer): Json {
  return json.playlist as Json
}

async function made(body: object = {}): Promise<{ readonly id: string; readonly path: string }> {
  const answer = await kitchen.post('/playlists', { title: 'Slow', track_ids: hub.trackIds, ...body })
  assert.equal(answer.status, 201)
  const id = String(playlistIn(answer).playlist_id)
  return { id, path: `/playlists/${id}` }
}

async function titles(path: string, by = kitchen): Promise<readonly unknown[]> {
  const { json } = await by.ask(path)
  return (json.tracks as Json[]).map((track) => track.title)
}

test('[PL18] commands answer with the head and the receipt, and the same command id has one effect', async () => {
  const { path } = await made()
  const add = { track_ids: [hub.trackIds[0]], at: 1, client_event_uuid: `add ${path}` }
  const added = await kitchen.post(`${path}/tracks`, add)
  assert.equal(added.status, 200)
  const { playlist_seq, revision, track_count } = playlistIn(added)
  assert.deepEqual([playlist_seq, revision, track_count], [2, 2, 4])
  const again = await kitchen.post(`${path}/tracks`, add)
  assert.deepEqual(again.json.receipt, added.json.receipt)
  assert.deepEqual(await titles(path), ['Tune 1', 'Tune 1', 'Tune 2', 'Tune 3'])
})

test('[PL18, PL28] every way to change a playlist, from a new one to a restored one', async () => {
  const { path } = await made()
  const changed = await kitchen.ask(path, { method: 'PATCH', body: { title: 'Quick', description: 'a\nb' } })
  assert.deepEqual([playlistIn(changed).title, playlistIn(changed).description], ['Quick', 'a\nb'])
  const bare = await kitchen.ask(path, { method: 'PATCH', body: { cover: 2 } })
  assert.deepEqual([bare.status, (bare.json.error as Json).code], [404, 'library.cover-not-found'])
  await kitchen.post(`${path}/move`, { track: 3, after: null })
  assert.deepEqual(await titles(path), ['Tune 3', 'Tune 1', 'Tune 2'])
  await kitchen.post(`${path}/reorder`, { track_order: [2, 3, 1] })
  assert.deepEqual(await titles(path), ['Tune 1', 'Tune 2', 'Tune 3'])
  const stale = await kitchen.post(`${path}/remove`, { tracks: [1], playlist_seq: 1 })
  assert.deepEqual([stale.status, (stale.json.error as Json).code], [409, 'playlist.changed'])
  await kitchen.post(`${path}/remove`, { tracks: [1], playlist_seq: 4 })
  const deleted = await kitchen.ask(path, { method: 'DELETE' })
  assert.equal(deleted.json.playlist, null)
  assert.equal((await kitchen.ask(path)).status, 404)
  const restored = await kitchen.post(`${path}/restore`)
  assert.equal(playlistIn(restored).revision, 7)
  assert.deepEqual(await titles(path), ['Tune 2', 'Tune 3'])
})

test('[PL28, PL30] a picture that somebody puts in stands for a playlist, until it does not', async () => {
  const { path } = await made()
  const picture = (await png({ width: 40, height: 20 })).toString('base64')
  const kept = await kitchen.post('/covers', { picture })
  assert.equal(kept.status, 201)
  const cover = String(kept.json.cover_id)
  const change = async (wanted: string | null) => mate.ask(path, { method: 'PATCH', body: { cover: wanted } })
  assert.equal((await change(cover)).status, 404, 'nobody changes what is not there for them')
  await kitchen.ask(path, { method: 'PATCH', body: { visibility: 'household' } })
  const changed = playlistIn(await change(cover))
  assert.deepEqual([changed.cover_id, changed.cover_ids], [cover, [cover]])
  const shown = await fetch(`${hub.baseUrl}/covers/${cover}?size=96`, {
    headers: { authorization: `Bearer ${mate.token}` },
  })
  assert.deepEqual([shown.status, shown.headers.get('content-type')], [200, 'image/webp'])
  assert.equal((await change(cover)).status, 200)
  const bare = playlistIn(await change(null))
  assert.deepEqual([bare.cover_id, bare.cover_ids], [undefined, []])
  const refused: readonly (readonly [Answer, number, string])[] = [
    [await change('f'.repeat(64)), 404, 'library.cover-not-found'],
    [
      await kitchen.post('/covers', { picture: Buffer.from('no picture').toString('base64') }),
      415,
      'library.not-a-picture',
    ],
    [await kitchen.post('/covers', { picture: '*' }), 400, 'request.invalid'],
  ]
  for (const [{ status, json }, expected, code] of refused)
    assert.deepEqual([status, (json.error as Json).code], [expected, code])
})

test('[PL14, PL13] the queue is saved, and a playlist is started, over the door', async () => {
  const { path } = await made({ track_ids: undefined, title: 'Empty' })
  assert.equal((await kitchen.post(`${path}/start`)).status, 409)
  await kitchen.post('/queue/enqueue', { track_ids: hub.trackIds })
  const saved = playlistIn(await kitchen.post('/queue/save', { title: 'Tonight' }))
  await kitchen.ask('/queue', { method: 'DELETE' })
  const started = await kitchen.post(`/playlists/${saved.playlist_id}/start`, { track: 2 })
  assert.deepEqual([started.json.play_state, started.json.track_id], ['playing', hub.trackIds[1]])
  await kitchen.post('/queue/enqueue', { playlist_id: saved.playlist_id, at: 'end' })
  assert.equal(((await kitchen.ask('/queue')).json.entries as Json[]).length, 6)
  await kitchen.post(`/sessions/${hub.owner.sessionId}/stop`)
})

test('[PL19] a track that is not there is marked, and stays', async () => {
  const { path } = await made()
  const folder = (await hub.library.folders(hub.owner.householdId))[0]
  assert.ok(folder)
  const { householdId } = hub.owner
  await hub.library.markMissing(householdId, folder.folderId, ['Tune 2'])
  const { json } = await kitchen.ask(path)
  const tracks = json.tracks as Json[]
  assert.deepEqual(
    tracks.map((track) => [track.number, track.missing]),
    [
      [1, false],
      [2, true],
      [3, false],
    ],
  )
  assert.equal(PlaylistEntry.array().parse(fromRest(tracks)).length, 3)
  await hub.library.markPresent(householdId, folder.folderId, ['Tune 2'])
  assert.ok(((await kitchen.ask(path)).json.tracks as Json[]).every((track) => !track.missing))
})

test('[PL19] pages go by title, and on behind a playlist that is gone', async () => {
  const own = []
  for (const title of ['b', 'C', 'a', 'd']) own.push(await made({ title: `Page ${title}` }))
  const read = async (limit: number, cursor?: unknown) =>
    (await kitchen.ask(`/playlists?limit=${limit}${cursor ? `&cursor=${String(cursor)}` : ''}`)).json
  const all = (await read(200)).items as Json[]
  assert.deepEqual(
    PlaylistView.array()
      .parse(fromRest(all))
      .flatMap(({ title }) => (title.startsWith('Page') ? [title] : [])),
    ['Page a', 'Page b', 'Page C', 'Page d'],
  )
  const seen: unknown[] = []
  let cursor: unknown = null
  do {
    const page = await read(2, cursor)
    seen.push(...(page.items as Json[]).map((item) => item.playlist_id))
    cursor = page.next_cursor
    if (seen.length === 2) await kitchen.ask(`/playlists/${String(seen[1])}`, { method: 'DELETE' })
  } while (cursor !== null)
  assert.deepEqual(
    seen,
    all.map((item) => item.playlist_id),
  )
  for (const wrong of ['nonsense', Buffer.from('[1,2]').toString('base64url')]) {
    assert.equal((await kitchen.ask(`/playlists?cursor=${wrong}`)).status, 400)
  }
})

test('[PL9] a private playlist is not there for a housemate, a shared one is', async () => {
  const { id, path } = await made({ title: 'Private' })
  const listed = async () =>
    ((await mate.ask('/playlists?limit=200')).json.items as Json[]).some((item) => item.playlist_id === id)
  assert.deepEqual([await listed(), (await mate.ask(path)).status], [false, 404])
  assert.equal((await mate.post(`${path}/tracks`, { track_ids: hub.trackIds })).status, 404)
  await kitchen.ask(path, { method: 'PATCH', body: { visibility: 'household' } })
  assert.deepEqual([await listed(), (await mate.ask(path)).status], [true, 200])
  const hidden = await mate.ask(path, { method: 'PATCH', body: { visibility: 'private' } })
  assert.deepEqual([hidden.status, (hidden.json.error as Json).code], [403, 'playlist.not-owner'])
})

test('[PL20] the list and a playlist are followed as events', async () => {
  const { id, path } = await made({ title: 'Followed' })
  const address = (rooms: string) => `${hub.baseUrl}/events?rooms=${rooms}`
  const headers = (by: Program) => ({ authorization: `Bearer ${by.token}` })
  await using stream = await openStream(address(`playlists,playlist:${id}`), headers(kitchen))
  const { event, data } = await stream.next()
  assert.equal(event, 'snapshot')
  assert.ok(PlaylistView.array().parse(fromRest(data.playlists)).length > 0)
  const open = data.open_playlists as { playlist_id: string; entries: unknown[] }[]
  assert.deepEqual(
    open.map((one) => [one.playlist_id, one.entries.length]),
    [[id, 3]],
  )
  await kitchen.post(`${path}/remove`, { tracks: [1, 2] })
  const removed = await stream.until('playlist')
  assert.deepEqual([removed.data.type, removed.data.revision], ['playlist.tracks-removed', 2])
  const listed = await stream.until('playlists')
  assert.equal((listed.data.playlist as Json).track_count, 1)
  for (const rooms of [`playlist:${id}`, 'playlist:nonsense', `playlists,playlist:${hub.owner.userId}`]) {
    await using refused = await openStream(address(rooms), headers(mate))
    assert.equal(refused.status, 400, rooms)
  }
})

test('[PL21, PL22] plays are told, newest first, with their device, and counted by the caller’s days', async () => {
  const played = async () => {
    await kitchen.post(`/sessions/${hub.owner.sessionId}/jump`, { entry_id: entries[0]?.entry_id })
    hub.pass(40_000)
    await kitchen.post(`/sessions/${hub.owner.sessionId}/pause`)
  }
  await kitchen.ask('/queue', { method: 'DELETE' })
  await kitchen.post('/queue/enqueue', { track_ids: hub.trackIds })
  const entries = (await kitchen.ask('/queue')).json.entries as Json[]
  await played()
  await kitchen.post(`/sessions/${hub.owner.sessionId}/next`)
  await played()
  const first = (await kitchen.ask('/history?limit=1')).json
  const [item] = HistoryItem.array().parse(fromRest(first.items))
  assert.deepEqual([item?.deviceName, item?.track.title], ['kitchen', 'Tune 1'])
  const rest = (await kitchen.ask(`/history?cursor=${String(first.next_cursor)}`)).json
  assert.deepEqual([(rest.items as Json[]).length, rest.next_cursor], [1, null])
  assert.equal((await kitchen.ask('/history?cursor=nonsense')).status, 400)
  const read = async (query: string, by = kitchen) =>
    HistorySummary.parse(fromRest((await by.ask(`/history/summary?${query}`)).json))
  assert.equal((await kitchen.ask('/history/summary?zone=Europe/Nowhere')).status, 400)
  const summary = await read('days=7&zone=Europe/Berlin')
  assert.deepEqual([summary.plays, summary.days.length], [2, 7])
  assert.equal(
    summary.days.reduce((sum, day) => sum + day.plays, 0),
    2,
  )
  assert.deepEqual([summary.tracks[0]?.plays, summary.albums[0]?.plays, summary.artists[0]?.plays], [2, 2, 2])
  const others = await read('days=1', mate)
  assert.deepEqual([others.plays, others.days.length, others.tracks], [0, 1, []])
  assert.deepEqual((await mate.ask('/history')).json.items, [])
})

test('[PL26] plays carry the time of the machine, and keep their order when its clock is set', async () => {
  const session = `/sessions/${hub.owner.sessionId}`
  const month = 30 * 86_400_000
  const playedAt = async () => {
    const entries = (await kitchen.ask('/queue')).json.entries as Json[]
    await kitchen.post(`${session}/jump`, { entry_id: entries[0]?.entry_id })
    hub.pass(40_000)
    await kitchen.post(`${session}/pause`)
    const items = HistoryItem.array().parse(fromRest((await kitchen.ask('/history?limit=2')).json.items))
    return items.map(({ at }) => at)
  }
  await kitchen.ask('/queue', { method: 'DELETE' })
  await kitchen.post('/queue/enqueue', { track_ids: hub.trackIds })
  const [right = 0] = await playedAt()
  hub.setClock(-month)
  const [behind = 0, before] = await playedAt()
  assert.equal(before, right, 'the newest comes first')
  assert.ok(right - behind > month / 2)
  hub.setClock(month)
  const [after = 0, second] = await playedAt()
  assert.equal(second, behind)
  assert.ok(after > right)
})
