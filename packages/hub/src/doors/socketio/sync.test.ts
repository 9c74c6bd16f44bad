import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SocketIoParts } from '@baton/hub/doors/socketio'
import { namesOf } from '@baton/testing/sockets/box-client'
import { connected, inEverything } from '@baton/testing/sockets/connected'
import { serveHub } from '@baton/testing/worlds/http-world'
import { until } from '@baton/testing/worlds/hub-process-world'

const TRACKS = [1, 2, 3].map((n) => ({ name: `${n}.flac`, durationMs: 180_000 }))
const NOBODYS = '7d5f0d0e-0000-4000-8000-1234567890ab'

test('[SO15] what was missed is told again in order, with the same numbers and ids, and then that it is over', async () => {
  await using hub = await serveHub({ tracks: TRACKS })
  await using box = await inEverything(hub)
  const start = (await box.operate('op:playlist.create', { title: 'Mornings' })).server_seq - 1
  await box.operate('op:queue.add', { track_ids: hub.trackIds })
  for (const operation of ['play', 'pause', 'next']) await box.operate(`op:player.${operation}`)
  const last = await box.next('state:player', ({ data }) => data.track_index === 1)
  const seen = box.heard.filter(({ event, data }) => isLogged(event) && data.server_seq > start)
  const from = box.heard.length
  box.send('sync:request', { last_global_seq: start })
  const done = await box.next('sync:complete')
  assert.deepEqual(done.synced_rooms, ['playlists'])
  assert.deepEqual([done.server_seq, done.current_global_seq], [last.server_seq, last.server_seq])
  const again = box.heard.slice(from).filter(({ event }) => isLogged(event))
  assert.deepEqual(
    again.map(({ data }) => data.event_id),
    seen.map(({ data }) => data.event_id),
  )
  assert.ok(again.length >= 6)
})

test('[SO16] whoever is ahead, or was at another log, is told that it failed and shown everything anew', async () => {
  await using hub = await serveHub()
  await using box = await inEverything(hub)
  for (const asked of [{ last_global_seq: 1_000_000 }, { last_global_seq: 0, epoch: '00000000' }]) {
    const from = box.heard.length
    box.send('sync:request', asked)
    const failed = await box.next('sync:error')
    assert.deepEqual(failed.requested_rooms, ['playlists'])
    await box.next('state:player', (event) => box.heard.findIndex(({ data }) => data === event) > from)
    assert.deepEqual(namesOf(box, from), ['sync:error', 'state:playlists', 'state:player'])
  }
  box.send('sync:request', { last_global_seq: 0, requested_rooms: [`playlist:${NOBODYS}`] })
  assert.deepEqual((await box.next('sync:error')).requested_rooms, [`playlist:${NOBODYS}`])
  assert.deepEqual((await box.next('sync:complete')).synced_rooms, [])
  box.send('sync:request', { last_global_seq: 'x' })
  assert.equal((await box.next('sync:error')).error_type, 'validation_error')
})

test('[SO16] a playlist of which an older version is known is shown, also where the log tells nothing of it', async () => {
  await using hub = await serveHub()
  await using box = await inEverything(hub)
  const { data, server_seq } = await box.operate('op:playlist.create', { title: 'Mornings' })
  const { id } = data.playlist
  const room = { last_global_seq: server_seq, requested_rooms: [`playlist:${id}`] }
  box.send('sync:request', { ...room, last_playlist_seqs: { [id]: 1 } })
  await box.next('sync:complete')
  assert.equal(namesOf(box).includes('state:playlist'), false)
  box.send('sync:request', { ...room, last_playlist_seqs: { [id]: 0 } })
  await box.next('sync:complete')
  assert.equal(namesOf(box).filter((name) => name === 'state:playlist').length, 1)
})

test('[SO15] however many catch up at once, few questions are put to the library, and the others wait', async () => {
  let asking = 0
  let most = 0
  let letGo: Promise<void> = Promise.resolve()
  const library: SocketIoParts['library'] = {
    async marks() {
      asking += 1
      most = Math.max(most, asking)
      await letGo
      asking -= 1
      return []
    },
    plays: async () => 0,
    playlistStarts: async () => new Map(),
    track: async () => null,
  }
  await using hub = await serveHub({ tracks: TRACKS, sockets: { library } })
  const { token } = await hub.program('Kitchen')
  await using first = await connected(hub, token)
  const { data, server_seq } = await first.operate('op:playlist.create', { title: 'Mornings' })
  const { id } = data.playlist
  await first.operate('op:playlist.add_tracks', { playlist_id: id, track_ids: hub.trackIds })
  const boxes = await Promise.all(Array.from({ length: 16 }, () => connected(hub, token)))
  await using _all = { [Symbol.asyncDispose]: async () => void (await Promise.all(boxes.map(close))) }
  const gate = Promise.withResolvers<void>()
  letGo = gate.promise
  for (const box of boxes)
    box.send('sync:request', { last_global_seq: server_seq, requested_rooms: [`playlist:${id}`] })
  await until('the library is asked', async () => asking >= 8)
  gate.resolve()
  await Promise.all(boxes.map((box) => box.next('sync:complete')))
  assert.equal(most, 8)
})

const close = (box: AsyncDisposable) => box[Symbol.asyncDispose]()

function isLogged(event: string): boolean {
  return event.startsWith('state:') && event !== 'state:track_position'
}
