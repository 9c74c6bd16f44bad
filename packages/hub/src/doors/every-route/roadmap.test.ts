import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openStream } from '@baton/testing/worlds/event-stream'
import { type Program, type ServedHub, serveHub } from '@baton/testing/worlds/http-world'

const PAGE = fileURLToPath(new URL('../../../../../docs/protocol/rest-sse.md', import.meta.url))
const tracks = [1, 2, 3].map((n) => ({ name: `${n}.flac`, durationMs: 60_000 }))

test('every test that the roadmap’s table names is there', () => {
  const [, table = ''] = readFileSync(PAGE, 'utf8').split('\n## The roadmap, bullet by bullet\n')
  const sections = table.split(/^### /m).slice(1)
  assert.deepEqual(
    sections.map((section) => section.slice(0, 2)),
    ['1 ', '2 ', '3 ', '4 ', '5 ', '6 ', '7 '],
  )
  for (const section of sections) {
    const rows = section.split('\n').filter((line) => /^\| (?!bullet|---)/.test(line))
    assert.ok(rows.length >= 5, section.slice(0, 40))
    for (const row of rows) {
      const named = [...row.matchAll(/\[([^\]]+)\]\(([^)]+\.test\.ts)\)/g)]
      assert.ok(named.length > 0, `no test in: ${row}`)
      for (const [, title = '', path = ''] of named) {
        const file = join(dirname(PAGE), path)
        assert.ok(existsSync(file), `${path} is not there`)
        assert.ok(readFileSync(file, 'utf8').includes(title), `${path} has no test “${title}”`)
      }
    }
  }
})

test('[R9] control and the queue have limits of their own, with the time to wait', async () => {
  // Registering the device is the first of the four.
  await using hub = await serveHub({ tracks, limits: { control: 4, queue: 2 } })
  const kitchen = await hub.program('kitchen')
  const session = `/sessions/${hub.owner.sessionId}`
  const control = () => kitchen.post(`${session}/pause`)
  const queue = () => kitchen.post('/queue/enqueue', { track_ids: hub.trackIds })
  for (const [ask, most] of [
    [control, 3],
    [queue, 2],
  ] as const) {
    const answers = []
    for (let n = 0; n <= most; n++) answers.push(await ask())
    assert.deepEqual(
      answers.map(({ status }) => status),
      [...Array.from({ length: most }, () => 200), 429],
    )
    assert.ok(Number(answers.at(-1)?.headers.get('retry-after')) > 0)
  }
})

test('[E6] a like on one device is told to the other at once', async () => {
  await using hub = await serveHub({ tracks })
  const kitchen = await hub.program('kitchen')
  const phone = await hub.program('phone')
  await using stream = await following(hub, phone)
  const [track] = hub.trackIds
  for (const liked of [true, false]) {
    const before = performance.now()
    await kitchen.post(`/tracks/${track}/like`, { liked })
    const { data } = await stream.until('like')
    assert.deepEqual([data.track_id, data.liked], [track, liked])
    assert.ok(performance.now() - before < 1_000)
  }
})

test('[Q2] an album is added as its tracks, in their order, all waiting', async () => {
  await using hub = await serveHub({ tracks })
  const kitchen = await hub.program('kitchen')
  const [album] = (await kitchen.ask('/library/albums')).json.items as readonly { album_id: string }[]
  const { status } = await kitchen.post('/queue/enqueue', { album_id: album?.album_id })
  assert.equal(status, 200)
  const { entries } = (await kitchen.ask('/queue')).json as {
    entries: { track_id: string; status: string; idx: number }[]
  }
  assert.deepEqual(
    entries.map((entry) => [entry.idx, entry.track_id]),
    hub.trackIds.map((id, idx) => [idx, id]),
  )
  // The first of an empty queue becomes the current one; nothing plays.
  assert.deepEqual(
    entries.map((entry) => entry.status),
    ['playing', 'queued', 'queued'],
  )
  const unknown = { album_id: '7d5f0d0e-0000-4000-8000-1234567890ab' }
  assert.equal((await kitchen.post('/queue/enqueue', unknown)).status, 404)
})

async function following(hub: ServedHub, { token }: Program) {
  const stream = await openStream(`${hub.baseUrl}/events`, { authorization: `Bearer ${token}` })
  await stream.next()
  return stream
}
