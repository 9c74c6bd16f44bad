import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { MAX_QUEUE_PAGE, QUEUE_WINDOW } from '@baton/protocol'
import { openStream } from '@baton/testing/worlds/event-stream'
import { type Program, type ServedHub, serveHub } from '@baton/testing/worlds/http-world'

const LENGTH = 450
type Entry = { readonly entry_id: string }
type Known = {
  readonly entries: readonly Entry[]
  readonly total: number
  readonly stretches: readonly { readonly from: number; readonly length: number }[] | null
}

let hub: ServedHub
let kitchen: Program
let session: string
before(async () => {
  hub = await serveHub({ tracks: [{ name: '1.flac', durationMs: 60_000 }] })
  kitchen = await hub.program('kitchen')
  session = `/sessions/${hub.owner.sessionId}`
  const [track] = hub.trackIds
  await kitchen.post('/queue/enqueue', { track_ids: Array.from({ length: LENGTH }, () => track) })
})
after(() => hub[Symbol.asyncDispose]())

test('[Q17] of a long queue a snapshot shows the current entry, 50 before it and 149 behind it', async () => {
  const all = await order()
  for (const [place, from] of [
    [0, 0],
    [50, 0],
    [51, 1],
    [200, 150],
    [449, 250],
  ] as const) {
    await kitchen.post(`${session}/jump`, { entry_id: all[place] })
    const queue = await snapshotQueue()
    assert.equal(queue.total, LENGTH)
    assert.deepEqual(queue.stretches, [{ from, length: QUEUE_WINDOW.size }])
    assert.deepEqual(idsOf(queue.entries), all.slice(from, from + QUEUE_WINDOW.size))
  }
})

test('[PL18] a long queue is saved and started without its entries in the answer', async () => {
  const saved = await kitchen.post('/queue/save', { title: 'Long' })
  const { playlist_id: id, track_count } = saved.json.playlist as Record<string, unknown>
  assert.equal(track_count, LENGTH)
  assert.deepEqual(resultOf(saved.json), { playlist_id: id })
  assert.ok(saved.text.length < 1_500, `${saved.text.length} characters`)
  const copied = await kitchen.post('/playlists', { title: 'Copy', playlist_id: id })
  assert.deepEqual(Object.keys(resultOf(copied.json)), ['playlist_id'])
  const started = await kitchen.post(`/playlists/${id}/start`)
  assert.deepEqual(resultOf(started.json), {})
  assert.ok(started.text.length < 5_000, `${started.text.length} characters`)
  assert.equal((await order()).length, LENGTH)
})

test('[Q20] pages hold what stands at these places in the order that plays, and put together they are the queue', async () => {
  for (const shuffle of [false, true]) {
    await kitchen.post(`${session}/options`, { shuffle })
    const all = await order()
    const pages: string[] = []
    for (let from = 0; from < LENGTH; from += 100) {
      const { status, json } = await kitchen.ask(`${session}/queue?from=${from}&limit=100`)
      assert.equal(status, 200)
      assert.deepEqual([json.total, json.from], [LENGTH, from])
      pages.push(...idsOf(json.entries as readonly Entry[]))
    }
    assert.deepEqual(pages, all)
  }
})

test('[Q20] a page says at which revision and numbers it is true', async () => {
  const { json: paused } = await kitchen.post(`${session}/seek`, { position_ms: 7 })
  const { server_seq: seq } = paused.receipt as { readonly server_seq: number }
  // Somebody else's number: the session stays as it was.
  await kitchen.post('/playlists', { title: 'Another' })
  const { json } = await kitchen.ask(`${session}/queue`)
  assert.equal(json.revision, paused.revision)
  assert.equal(json.unchanged_since, seq)
  assert.ok((json.server_seq as number) > seq)
  assert.equal((json.entries as readonly Entry[]).length, QUEUE_WINDOW.size)
})

test('[Q20] what is no page is refused, and behind the end is nothing', async () => {
  for (const query of ['from=-1', 'limit=0', `limit=${MAX_QUEUE_PAGE + 1}`, 'from=x', 'from=10001', 'at=3']) {
    const { status, json } = await kitchen.ask(`${session}/queue?${query}`)
    assert.equal(status, 400, query)
    assert.equal((json.error as { readonly code: string }).code, 'request.invalid')
  }
  const { json } = await kitchen.ask(`${session}/queue?from=${LENGTH}`)
  assert.deepEqual([json.total, json.entries], [LENGTH, []])
  const other = '7d5f0d0e-0000-4000-8000-1234567890ab'
  assert.equal((await kitchen.ask(`/sessions/${other}/queue`)).status, 404)
})

test('[Q19] an event tells 200 entries at most, and how many there are', async () => {
  await using stream = await openStream(`${hub.baseUrl}/events`, {
    authorization: `Bearer ${kitchen.token}`,
  })
  await stream.next()
  const [track] = hub.trackIds
  const track_ids = Array.from({ length: 300 }, () => track)
  await kitchen.post('/queue/enqueue', { track_ids })
  const { data: extended } = await stream.until('queue_update')
  assert.equal(extended.type, 'queue.extended')
  assert.equal(extended.count, 300)
  assert.equal((extended.entries as readonly Entry[]).length, QUEUE_WINDOW.size)
  await kitchen.post(`${session}/options`, { shuffle: false })
  await kitchen.post(`${session}/options`, { shuffle: true })
  for (;;) {
    const { data } = await stream.until('queue_update')
    if (data.type !== 'queue.shuffled') continue
    assert.equal(data.order, null)
    break
  }
})

async function order(): Promise<readonly string[]> {
  const { json } = await kitchen.ask('/queue')
  return (json.order as readonly string[] | null) ?? idsOf(json.entries as readonly Entry[])
}

async function snapshotQueue(): Promise<Known> {
  await using stream = await openStream(`${hub.baseUrl}/events`, {
    authorization: `Bearer ${kitchen.token}`,
  })
  const { data } = await stream.next()
  return data.queue as Known
}

function resultOf({ receipt }: Readonly<Record<string, unknown>>): object {
  return (receipt as { result: object }).result
}

function idsOf(entries: readonly Entry[]): readonly string[] {
  return entries.map((entry) => entry.entry_id)
}
