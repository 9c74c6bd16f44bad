import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { BatonEvent, ROOM_KINDS, type ScanProgress } from '@baton/protocol'
import { type OpenapiSchemas, openapiSchemas } from '@baton/testing/doors/openapi-schemas'
import { type EventStream, type Heard, openStream } from '@baton/testing/worlds/event-stream'
import { type Program, type ServedHub, serveHub } from '@baton/testing/worlds/http-world'

const HAND_OVER = new URL('../../../../testing/fixtures/hand-over.rest-sse.json', import.meta.url)
const SCAN: ScanProgress = {
  phase: 'reading',
  seen: 2,
  read: 1,
  unchanged: 0,
  failed: 0,
  total: null,
  filesPerSecond: 0.5,
  etaMs: null,
}
const ALL_ROOMS = 'session,devices,library,playlists'

let hub: ServedHub
let kitchen: Program
let session: string
let schemas: OpenapiSchemas
before(async () => {
  hub = await serveHub({
    tracks: [1, 2, 3].map((n) => ({ name: `${n}.flac`, durationMs: 60_000 })),
    limits: { control: 1e6, queue: 1e6 },
  })
  kitchen = await hub.program('kitchen')
  session = `/sessions/${hub.owner.sessionId}`
  schemas = openapiSchemas((await hub.ask('/openapi.json')).text)
})
after(() => hub[Symbol.asyncDispose]())

test('[R26] the document has a schema of each event, each beacon and each other message of the stream', async () => {
  const events = BatonEvent.options.map(({ shape }) => componentOf(shape.type.value, 'Event'))
  const beacons = ROOM_KINDS.flatMap((kind) => kind.beacons).map(({ shape }) =>
    componentOf(shape.type.value, 'Beacon'),
  )
  const others = ['StreamSnapshot', 'StreamCaughtUp', 'StreamResync', 'StreamEvent', 'StreamMessage', 'Error']
  for (const name of [...events, ...beacons, ...others]) assert.ok(schemas.components.includes(name), name)
  const { text, json } = await hub.ask('/openapi.json')
  const refs = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref))
  for (const ref of refs) {
    const [, name = ''] = /^#\/components\/schemas\/(\w+)$/.exec(String(ref)) ?? []
    assert.ok(schemas.components.includes(name), `${ref} leads nowhere`)
  }
  const { paths } = json as { paths: Record<string, unknown> }
  const { get } = paths['/events'] as { get: { responses: Record<string, unknown> } }
  assert.match(JSON.stringify(get.responses['200']), /"text\/event-stream":.*\/StreamMessage"/)
  assert.match(JSON.stringify(get.responses.default), /\/Error"/)
})

test('[R26] what the stream of a running hub says fits these schemas', async () => {
  const made = await kitchen.post('/playlists', { title: 'Slow', track_ids: hub.trackIds })
  const { playlist_id: id } = made.json.playlist as { playlist_id: string }
  await using stream = await follow(`${ALL_ROOMS},playlist:${id}`)
  const first = await stream.next()
  fits(first)
  assert.equal(first.event, 'snapshot')
  await everythingHappens(id)
  const types = new Set<string>()
  for (;;) {
    const heard = await stream.next()
    fits(heard)
    types.add(String(heard.data.type))
    if (heard.data.command_id === 'the last') break
  }
  assert.ok(types.size >= 24, [...types].join(' '))
  fits(await stream.until('timeline_beacon'))
  hub.engine.beacon(hub.owner.householdId, 'library', { type: 'scan', ...SCAN })
  fits(await stream.until('scan_beacon'))
})

test('[R26] so does what a follower is told that comes back, or cannot be served', async () => {
  const { json } = await kitchen.ask(session)
  await using back = await follow(ALL_ROOMS, `${json.epoch}-${json.server_seq}`)
  const caughtUp = await back.next()
  assert.equal(caughtUp.event, 'caught_up')
  fits(caughtUp)
  await using lost = await follow(ALL_ROOMS, 'unreadable')
  const resync = await lost.next()
  assert.equal(resync.event, 'resync')
  fits(resync)
  fits(await lost.next())
  const refused = await kitchen.ask('/events?rooms=nonsense')
  assert.equal(refused.status, 400)
  schemas.assertFits('Error', refused.json)
})

test('[R26] the hand-over of the fixtures fits them too', () => {
  const steps = JSON.parse(readFileSync(HAND_OVER, 'utf8')) as (Heard & { readonly said: string })[]
  const heard = steps.filter(({ said }) => said === 'from-hub')
  assert.ok(heard.length >= 5, `${heard.length}`)
  for (const one of heard) fits(one)
})

/** Fits the whole, and the one component that its name stands for. */
function fits({ event, data }: Heard): void {
  schemas.assertFits('StreamMessage', data, event)
  if (event === 'snapshot') schemas.assertFits('StreamSnapshot', data)
  else if (event === 'caught_up') schemas.assertFits('StreamCaughtUp', data)
  else if (event === 'resync') schemas.assertFits('StreamResync', data)
  else
    schemas.assertFits(componentOf(String(data.type), event.endsWith('_beacon') ? 'Beacon' : 'Event'), data)
}

function componentOf(type: string, sort: 'Event' | 'Beacon'): string {
  return `${type.replace(/(?:^|[.-])([a-z])/g, (_, letter: string) => letter.toUpperCase())}${sort}`
}

/** A command of nearly every sort, in an order in which each is accepted. */
async function everythingHappens(playlistId: string): Promise<void> {
  const [track] = hub.trackIds
  const list = `/playlists/${playlistId}`
  const done = async (path: string, body: object = {}, method = 'POST') => {
    const answer = await kitchen.ask(path, { method, body })
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.text}`)
    return answer
  }
  await done('/queue/enqueue', { track_ids: [...hub.trackIds, ...hub.trackIds] })
  await done(`${session}/play`)
  await done(`${session}/seek`, { position_ms: 40_000 })
  await done(`${session}/next`)
  await done(`${session}/options`, { shuffle: true, repeat_mode: 'all' })
  const { entries } = (await kitchen.ask('/queue')).json as { entries: { entry_id: string }[] }
  const [one, two] = entries.map(({ entry_id }) => entry_id)
  await done(`/queue/entries/${one}`, { after: two }, 'PATCH')
  await done(`/queue/entries/${two}`, {}, 'DELETE')
  await done(`${session}/options`, { shuffle: false })
  await done(`${session}/volume`, { volume: 40 })
  await done(`/tracks/${track}/like`)
  await done(`${session}/pause`)
  await done(`${session}/play`)
  await done(`${session}/stop`)
  const attic = await hub.program('attic')
  await done(`${session}/speaker`, { device_uuid: attic.deviceId })
  await done(`/devices/${attic.deviceId}`, { device_name: 'Attic' }, 'PATCH')
  await done(`${session}/speaker`, { device_uuid: kitchen.deviceId })
  await done(`/devices/${attic.deviceId}`, {}, 'DELETE')
  await done(`${list}/tracks`, { track_ids: [track] })
  await done(`${list}/move`, { track: 4, after: null })
  await done(`${list}/reorder`, { track_order: [2, 1, 3, 4] })
  await done(`${list}/remove`, { tracks: [1] })
  await done(list, { description: 'for the evening' }, 'PATCH')
  await done(list, {}, 'DELETE')
  await done('/queue', {}, 'DELETE')
  await done(`${session}/options`, { repeat_mode: 'off', client_event_uuid: 'the last' })
}

function follow(rooms: string, cursor?: string): Promise<EventStream> {
  return openStream(`${hub.baseUrl}/events?rooms=${rooms}`, {
    authorization: `Bearer ${kitchen.token}`,
    ...(cursor !== undefined && { 'last-event-id': cursor }),
  })
}
