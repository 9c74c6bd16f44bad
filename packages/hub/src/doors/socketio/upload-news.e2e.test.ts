import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { waveFile } from '@baton/testing/music/wave-file'
import { type BoxClient, boxClient, namesOf } from '@baton/testing/sockets/box-client'
import { sha256, tusByHand } from '@baton/testing/uploads/tus-by-hand'
import { type ComposedHub, composedHub } from '@baton/testing/worlds/composed-hub'
import { type Program, program } from '@baton/testing/worlds/http-world'

const KIB = 1024
const CHUNK = 64 * KIB
const BEN = { username: 'Ben', password: 'another long password' }

let hub: ComposedHub
let ada: Program
let ben: Program
before(async () => {
  hub = await composedHub({ tracks: [{ title: 'One', durationMs: 2_000 }] })
  ada = await hub.program()
  await ada.post('/users', { ...BEN, role: 'member' })
  ben = await program(hub.baseUrl, BEN)
})
after(() => hub[Symbol.asyncDispose]())

test('[SO46] every screen is told how far an upload is, and then of its track', async () => {
  const playlist_id = await newPlaylist()
  await using box = await joined(ben, 'join:playlist', { playlist_id })
  const file = waveFile(2 * CHUNK + 10_000, 70)
  const uploads = `/api/playlists/${playlist_id}/uploads`
  const announced = { filename: 'Sent.wav', file_size: file.length, chunk_size: CHUNK }
  const begun = await ada.post(`${uploads}/session`, announced)
  const { session_id } = (begun.json as { data: { session_id: string } }).data
  const about = { playlist_id, session_id }
  assert.deepEqual(await box.next('upload:progress'), {
    ...about,
    ...{ chunk_index: 0, progress: 0, complete: false },
  })
  const put = (n: number) =>
    fetch(`${hub.baseUrl}${uploads}/${session_id}/chunks/${n}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${ada.token}`, 'content-type': 'application/octet-stream' },
      body: new Uint8Array(file.subarray(n * CHUNK, (n + 1) * CHUNK)),
    })
  for (const n of [1, 0]) assert.equal((await put(n)).status, 200)
  const progress = Math.round((2 * CHUNK * 1_000) / file.length) / 10
  const some = await box.next('upload:progress', (data) => data.progress === progress)
  assert.deepEqual(some, { ...about, chunk_index: 1, progress, complete: false })

  await using later = await joined(ada, 'join:playlists')
  const known = await later.next('upload:progress', (data) => data.session_id === session_id)
  assert.equal(known.progress, progress)
  assert.ok(namesOf(later).indexOf('ack:join') < namesOf(later).indexOf('upload:progress'))

  assert.equal((await put(2)).status, 200)
  await ada.post(`${uploads}/${session_id}/finalize`)
  for (const one of [box, later]) {
    const all = await one.next('upload:progress', (data) => data.complete)
    assert.deepEqual([all.progress, all.chunk_index], [100, 2])
    const done = await one.next('upload:complete')
    assert.deepEqual(
      [done.playlist_id, done.session_id, done.filename],
      [playlist_id, session_id, 'Sent.wav'],
    )
    assert.equal(done.metadata.title, 'Sent')
    const { title, track_number, entry_id } = done.track
    assert.deepEqual([title, track_number, typeof entry_id], ['Sent', 1, 'string'])
    const [told] = one.heard.filter(({ event }) => event === 'upload:complete')
    assert.ok(
      told && !one.heard.slice(one.heard.indexOf(told)).some(({ event }) => event === 'upload:progress'),
    )
  }
  const steps = box.heard.filter(({ event }) => event === 'upload:progress').map(({ data }) => data.progress)
  assert.deepEqual(
    steps,
    [...steps].sort((a, b) => a - b),
  )
})

test('[SO47] what is refused, and what is given up, ends with upload:error', async () => {
  await using box = await joined(ada, 'join:playlists')
  const tus = tusByHand(hub.baseUrl, ada.token)
  const noise = Buffer.alloc(5_000, 'no music')
  const song = waveFile(60_000, 9)
  const faults = [
    ['upload.not-audio', noise, { filename: 'Text.flac' }],
    ['upload.damaged', song.subarray(0, 40_000), { filename: 'Cut.wav' }],
    ['upload.wrong-hash', song, { filename: 'Other.wav', sha256: sha256(noise) }],
  ] as const
  for (const [expected, bytes, about] of faults) {
    const url = String((await tus.create(bytes, about)).headers.get('location'))
    await tus.patch(url, 0, bytes)
    const { error, code, playlist_id, session_id } = await box.next('upload:error')
    assert.deepEqual([typeof error, code, playlist_id], ['string', expected, null])
    assert.ok(url.endsWith(session_id))
  }
  const left = String((await tus.create(noise, { filename: 'Left.wav' })).headers.get('location'))
  await box.next('upload:progress', (data) => left.endsWith(data.session_id))
  await tus.delete(left)
  const cancelled = await box.next('upload:error')
  assert.deepEqual([left.endsWith(cancelled.session_id), cancelled.code], [true, 'upload.over'])
})

test('[SO46] of what goes into another’s private playlist nothing is told, nor where no room of it is joined', async () => {
  const priv = await newPlaylist('private')
  const shared = await newPlaylist()
  await using his = await joined(ben, 'join:playlists')
  await using elsewhere = await joined(ada, 'join:playlist', { playlist_id: shared })
  const begin = (playlist_id: string, filename: string) =>
    ada.post('/uploads', { filename, size_bytes: 5_000, playlist_id })
  await begin(priv, 'Secret.wav')
  await begin(shared, 'Open.wav')
  for (const box of [his, elsewhere]) {
    assert.equal((await box.next('upload:progress')).playlist_id, shared)
    assert.equal(namesOf(box).filter((name) => name.startsWith('upload:')).length, 1)
  }
  elsewhere.send('leave:playlist', { playlist_id: shared })
  await elsewhere.next('ack:leave')
  const from = elsewhere.heard.length
  await begin(shared, 'More.wav')
  await his.next('upload:progress')
  elsewhere.send('join:playlist', { playlist_id: shared })
  const again = [await elsewhere.next('upload:progress'), await elsewhere.next('upload:progress')]
  assert.equal(new Set(again.map(({ session_id }) => session_id)).size, 2)
  const heard = namesOf(elsewhere, from)
  assert.deepEqual(heard.slice(0, 4), ['state:playlist', 'ack:join', 'upload:progress', 'upload:progress'])
})

async function newPlaylist(visibility = 'household'): Promise<string> {
  const { json } = await ada.post('/playlists', { title: 'Sent', visibility })
  return (json.playlist as { playlist_id: string }).playlist_id
}

async function joined({ token }: Program, room: string, payload = {}): Promise<BoxClient> {
  const box = boxClient(hub.baseUrl, { token })
  await box.next('connection_status')
  box.send(room, payload)
  await box.next('ack:join')
  return box
}
