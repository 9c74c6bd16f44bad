import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EventFrame } from '@baton/protocol'
import { type BoxClient, boxClient } from '@baton/testing/sockets/box-client'
import { serveHub } from '@baton/testing/worlds/http-world'
import type { FrameReadings } from './readings.ts'
import { toldOnce } from './told-once.ts'

const TRACKS = [1, 2, 3].map((n) => ({ name: `Räuber ${n}.flac`, durationMs: 180_000 }))
/** Words of this length are a long frame of WebSocket. */
const MANY = 300

test('[SO64] sockets of a user are told the same, short and long, by either transport, each behind its own answers', async () => {
  await using hub = await serveHub({ tracks: TRACKS })
  const { token } = await hub.program('Kitchen')
  await using opened = new AsyncDisposableStack()
  const open = async (transport: 'websocket' | 'polling') => {
    const box = opened.use(boxClient(hub.baseUrl, { token, transports: [transport] }))
    await box.next('connection_status')
    return box
  }
  const boxes = [await open('websocket'), await open('polling'), await open('websocket')]
  const [first] = boxes as [BoxClient]
  const { id } = (await first.operate('op:playlist.create', { title: 'Öde' })).data.playlist
  for (const box of boxes) {
    box.send('join:playlists')
    box.send('join:playlist', { playlist_id: id })
    await box.next('ack:join', ({ room }) => room === `playlist:${id}`)
  }
  const track_ids = Array.from({ length: MANY }, (_, nth) => hub.trackIds[nth % TRACKS.length])
  const steps = [
    ['op:playlist.update', { description: 'ä🎈' }],
    ['op:playlist.add_tracks', { track_ids }],
    ['op:playlist.update', { title: 'Zu Ende' }],
  ] as const
  for (const [operation, payload] of steps) await first.operate(operation, { playlist_id: id, ...payload })
  const isLast = ({ data }: { readonly data: { readonly title: string } }) => data.title === 'Zu Ende'
  const last = await Promise.all(boxes.map((box) => box.next('state:playlist', isLast)))
  assert.ok(JSON.stringify(last[0]).length > 0xffff, 'it is a long one')
  const told = boxes.map((box) => {
    const from = box.heard.findIndex(({ event, data }) => event === 'ack:join' && data.room !== 'playlists')
    return box.heard
      .slice(from)
      .filter(({ event }) => event.startsWith('state:playlist'))
      .map(({ event, data }) => [event, data.event_id, data])
  })
  assert.ok((told[0]?.length ?? 0) >= steps.length)
  const isTold = (event: string) => told[0]?.some(([name]) => name === event)
  assert.ok(isTold('state:playlist') && isTold('state:playlist_updated'))
  // What is told of the room of all playlists comes behind the last of this one.
  const least = Math.min(...told.map(({ length }) => length))
  for (const one of told) assert.deepEqual(one.slice(0, least), told[0]?.slice(0, least))
})

test('[SO64] it is made once for a user, and of what waits for long only so much is kept', async () => {
  let reads = 0
  const playlists = async () => {
    reads += 1
    return []
  }
  const readings = () => ({ playlists, about: async () => ({}) }) as never
  const [ann, ben] = [readings(), readings()] as [FrameReadings, FrameReadings]
  const event = { type: 'playlists.unlisted', playlistId: '7d5f0d0e-0000-4000-8000-1234567890ab' }
  const frame = { event, room: 'playlists', epoch: 'x', seq: 7, at: 1, revision: 2 } as never as EventFrame
  const tells = toldOnce()
  const [one, same, other] = await Promise.all([tells(frame, ann), tells(frame, ann), tells(frame, ben)])
  assert.equal(one, same)
  assert.notEqual(one, other)
  assert.equal(reads, 2)
  assert.deepEqual(
    one.map(({ packet }) => JSON.parse(packet.slice(1))[0]),
    ['state:playlist_deleted', 'state:playlists_index_update', 'state:playlists'],
  )
  const sparing = toldOnce({ bytes: 1, events: 1_000 })
  assert.notEqual(await sparing(frame, ann), await sparing(frame, ann))
})
