import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { BatonEvent, fromRest } from '@baton/protocol'
import { connected } from '@baton/testing/sockets/connected'
import { openStream } from '@baton/testing/worlds/event-stream'
import { type Answer, type Program, type ServedHub, serveHub } from '@baton/testing/worlds/http-world'

const MATE = { username: 'Bob', password: 'a long password' }
const TUNES = ['Apple', 'Banana', 'Cherry']

let hub: ServedHub
let kitchen: Program
let mate: Program
before(async () => {
  hub = await serveHub({ tracks: TUNES.map((name) => ({ name, durationMs: 60_000 })) })
  kitchen = await hub.program('kitchen')
  await hub.accounts.createMember(hub.owner, MATE)
  mate = await hub.program('attic', MATE)
})
after(() => hub[Symbol.asyncDispose]())

type Json = Record<string, unknown>

const BY_TITLE = { order: { by: 'title', descending: true }, limit: { tracks: 2 } }
const LETTERS = { match: 'any', rules: [{ field: 'title', operator: 'contains', value: 'a' }], ...BY_TITLE }
const LIKED = { match: 'all', rules: [{ field: 'liked', operator: 'is', value: true }], ...BY_TITLE }

function codeOf({ json }: Answer): unknown {
  return (json.error as Json).code
}

async function made(rules: object, more: object = {}): Promise<string> {
  const { status, json } = await kitchen.post('/playlists', { title: 'Smart', rules, ...more })
  assert.equal(status, 201, JSON.stringify(json))
  return String((json.playlist as Json).playlist_id)
}

async function titles(id: string, by = kitchen): Promise<readonly unknown[]> {
  const { json } = await by.ask(`/playlists/${id}`)
  return (json.tracks as Json[]).map((track) => track.title)
}

test('[SP10, SP11] over REST a smart playlist is made with what it holds, shown with its rules and changed by them', async () => {
  const answer = await kitchen.post('/playlists', { title: 'Smart', rules: LETTERS })
  const playlist = answer.json.playlist as Json
  assert.deepEqual([playlist.track_count, playlist.rules], [2, LETTERS])
  const id = String(playlist.playlist_id)
  assert.deepEqual(await titles(id), ['Banana', 'Apple'])
  const wider = { ...LETTERS, limit: null, rules: [] }
  const changed = await kitchen.ask(`/playlists/${id}`, { method: 'PATCH', body: { rules: wider } })
  assert.equal((changed.json.playlist as Json).track_count, 3)
  const tracks = { track_ids: [hub.trackIds[0]] }
  assert.equal(codeOf(await kitchen.post(`/playlists/${id}/tracks`, tracks)), 'playlist.of-rules')
  assert.equal(
    codeOf(await kitchen.post('/playlists', { title: 'Both', rules: LETTERS, ...tracks })),
    'playlist.of-rules',
  )
  const into = { playlist_id: id }
  assert.equal(
    codeOf(await kitchen.post('/uploads', { filename: 'n.flac', size_bytes: 9, ...into })),
    'playlist.of-rules',
  )
  const plain = await kitchen.ask(`/playlists/${id}`, { method: 'PATCH', body: { rules: null } })
  assert.equal((plain.json.playlist as Json).rules, undefined)
  assert.equal((await kitchen.post(`/playlists/${id}/remove`, { tracks: [1] })).status, 200)
  assert.equal((await titles(id)).length, 2)
  const again = await kitchen.ask(`/playlists/${id}`, { method: 'PATCH', body: { rules: LETTERS } })
  assert.deepEqual((again.json.playlist as Json).rules, LETTERS)
  assert.deepEqual(await titles(id), ['Banana', 'Apple'])
})

test('[SP12, SP19] whoever follows is told of its rules, of their end and of their return, each once', async () => {
  const id = await made(LETTERS)
  const url = `${hub.baseUrl}/events?rooms=playlists`
  await using stream = await openStream(url, { authorization: `Bearer ${kitchen.token}` })
  await stream.until('snapshot')
  for (const rules of [null, LETTERS]) {
    await kitchen.ask(`/playlists/${id}`, { method: 'PATCH', body: { rules } })
    const { data } = await stream.until('playlists')
    const event = BatonEvent.parse(fromRest(data))
    assert.ok(event.type === 'playlists.listed')
    assert.deepEqual(event.playlist.rules ?? null, rules)
  }
})

test('[SP10] music boxes find a playlist that they can play and not change', async () => {
  const id = await made(LETTERS)
  await using box = await connected(hub, kitchen.token)
  const operations = [
    ['op:playlist.add_tracks', { track_ids: [hub.trackIds[0]] }],
    ['op:playlist.remove_tracks', { track_numbers: [1] }],
    ['op:playlist.reorder', { track_order: [2, 1] }],
  ] as const
  for (const [operation, payload] of operations) {
    const answer = await box.operate(operation, { playlist_id: id, ...payload })
    assert.equal(answer.code, 'playlist.of-rules', JSON.stringify(answer))
  }
})

test('[SP15, SP16] a shared one is judged as its owner, who says whether it may tell of likes', async () => {
  const liked = await kitchen.post(`/tracks/${hub.trackIds[1]}/like`, { liked: true })
  assert.equal(liked.status, 200, JSON.stringify(liked.json))
  const refused = await kitchen.post('/playlists', { title: 'Loved', rules: LIKED, visibility: 'household' })
  assert.deepEqual([refused.status, codeOf(refused)], [409, 'playlist.tells-listening'])
  const id = await made({ ...LIKED, disclosed: true }, { visibility: 'household' })
  assert.deepEqual(await titles(id, mate), await titles(id))
  const body = { rules: LETTERS }
  assert.equal(codeOf(await mate.ask(`/playlists/${id}`, { method: 'PATCH', body })), 'playlist.not-owner')
})

test('[SP18] a preview tells what rules come to', async () => {
  const { status, json } = await kitchen.post('/playlists/preview', { rules: LETTERS })
  assert.equal(status, 200)
  assert.deepEqual(
    [json.fitting, json.track_count, json.duration_ms, (json.tracks as Json[]).map(({ title }) => title)],
    [2, 2, 120_000, ['Banana', 'Apple']],
  )
  const bad = await kitchen.post('/playlists/preview', { rules: { ...LETTERS, match: 'some' } })
  assert.deepEqual([bad.status, codeOf(bad)], [400, 'request.invalid'])
})

test('[SP20, SP21] rules go out as a file of Navidrome, and come back as a smart playlist', async () => {
  const id = await made(LETTERS, { description: 'With an a' })
  const file = await kitchen.ask(`/playlists/${id}/export?format=nsp`)
  const content = Buffer.from(JSON.stringify(file.json)).toString('base64')
  const list = { filename: 'Fruit.nsp', content }
  const looked = await kitchen.post('/playlists/look', list)
  assert.deepEqual([looked.json.total, looked.json.rules, looked.json.title], [2, LETTERS, 'Smart'])
  const { status, json } = await kitchen.post('/playlists/import', list)
  const { rules, description, track_count } = json.playlist as Json
  assert.deepEqual([status, rules, description, track_count, json.found], [201, LETTERS, 'With an a', 2, 2])
  const other = Buffer.from('{"all":[{"gt":{"rating":3}}]}').toString('base64')
  const unknown = await kitchen.post('/playlists/import', { filename: 'Best.nsp', content: other })
  assert.deepEqual([unknown.status, codeOf(unknown)], [400, 'playlist.rules-unknown'])
  const slip = Buffer.from('// my rules\n{"all":[],}').toString('base64')
  for (const way of ['look', 'import']) {
    const damaged = await kitchen.post(`/playlists/${way}`, { filename: 'Best.nsp', content: slip })
    assert.equal(codeOf(damaged), 'playlist.file-unreadable')
  }
  const plain = await kitchen.post('/playlists', { title: 'Plain' })
  const plainId = (plain.json.playlist as Json).playlist_id
  assert.equal(codeOf(await kitchen.ask(`/playlists/${plainId}/export?format=nsp`)), 'playlist.no-rules')
})
