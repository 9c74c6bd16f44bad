import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdir, readFile, readlink, rename, rm, writeFile } from 'node:fs/promises'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { Dice } from '@baton/testing/fakes/seeded-chance'
import { makeSound } from '@baton/testing/music/sound-files'
import { type Program, type ServedHub, serveHub } from '@baton/testing/worlds/http-world'

const run = promisify(execFile)

let hub: ServedHub
let kitchen: Program
let bytes: Buffer
before(async () => {
  hub = await serveHub({
    tracks: [
      { name: 'one.flac', durationMs: 20_000 },
      { name: 'two.flac', durationMs: 20_000 },
      { name: 'big.wav', durationMs: 20_000, mime: 'audio/wav' },
      { name: 'gone.mp3', durationMs: 20_000, mime: 'audio/mpeg' },
      { name: 'empty.ogg', durationMs: 20_000, mime: 'audio/ogg' },
    ],
  })
  await makeSound({ path: join(hub.music, 'one.flac'), seconds: 20 })
  await makeSound({ path: join(hub.music, 'two.flac'), seconds: 1, hz: 880 })
  await writeFile(join(hub.music, 'big.wav'), Buffer.alloc(64 * 1024 * 1024, 7))
  await writeFile(join(hub.music, 'empty.ogg'), '')
  bytes = await readFile(join(hub.music, 'one.flac'))
  kitchen = await hub.program('kitchen')
  await play(0)
})
after(() => hub[Symbol.asyncDispose]())

test('[M1] a whole file comes with its length and the type of its real format', async () => {
  const answer = await get(await urlOf(0))
  assert.equal(answer.status, 200)
  assert.equal(answer.headers['content-type'], 'audio/flac')
  assert.equal(Number(answer.headers['content-length']), bytes.length)
  assert.ok(answer.body.equals(bytes))
})

test('[M2] every answer says that parts may be had, names the content, and is not to be stored', async () => {
  const url = await urlOf(0)
  const { etag } = (await get(url)).headers
  const requests: Record<string, string>[] = [
    {},
    { range: 'bytes=0-9' },
    { range: 'bytes=99999999-' },
    { 'if-none-match': String(etag) },
  ]
  for (const headers of requests) {
    const answer = await get(url, headers)
    assert.equal(answer.headers['accept-ranges'], 'bytes', JSON.stringify(headers))
    assert.equal(answer.headers['cache-control'], 'no-store')
    assert.equal(answer.headers.etag, etag)
    assert.match(String(answer.headers['last-modified']), / GMT$/)
    assert.match(String(etag), /^"[^"]+"$/)
  }
})

test('[M3] a part is exactly these bytes', async () => {
  const answer = await get(await urlOf(0), { range: 'bytes=1000-1999' })
  assert.equal(answer.status, 206)
  assert.equal(answer.headers['content-range'], `bytes 1000-1999/${bytes.length}`)
  assert.equal(answer.headers['content-length'], '1000')
  assert.ok(answer.body.equals(bytes.subarray(1000, 2000)))
})

test('[M5] a part behind the end is refused with the size, in the usual shape and not as a page', async () => {
  const answer = await get(await urlOf(0), { range: `bytes=${bytes.length}-` })
  assert.equal(answer.status, 416)
  assert.equal(answer.headers['content-range'], `bytes */${bytes.length}`)
  assert.match(String(answer.headers['content-type']), /^application\/json/)
  assert.equal(JSON.parse(answer.body.toString()).error.code, 'media.range')
})

test('[M8] HEAD tells the length and sends nothing', async () => {
  const answer = await get(await urlOf(0), { range: 'bytes=0-1' }, 'HEAD')
  assert.equal(answer.status, 200)
  assert.equal(Number(answer.headers['content-length']), bytes.length)
  assert.equal(answer.body.length, 0)
})

test('[M10] a file that is not the one meant is refused', async () => {
  const answer = await get(await urlOf(0), { 'if-match': '"other"' })
  assert.equal(answer.status, 412)
  assert.equal(JSON.parse(answer.body.toString()).error.code, 'media.changed')
})

test('[M13] an empty file has no bytes', async () => {
  const url = await urlOf(4)
  const whole = await get(url)
  assert.deepEqual([whole.status, whole.body.length, whole.headers['content-length']], [200, 0, '0'])
  assert.equal((await get(url, { range: 'bytes=0-' })).status, 416)
})

test('[M3] a file put together from random parts, several at once, is the file, and flac finds no fault', async () => {
  const url = await urlOf(0)
  const dice = new Dice(1)
  const parts: { start: number; end: number }[] = []
  for (let start = 0; start < bytes.length; ) {
    const end = Math.min(bytes.length, start + 1 + dice.below(90_000)) - 1
    parts.push({ start, end })
    start = end + 1
  }
  const order = parts.map((part) => ({ part, place: dice.next() })).sort((a, b) => a.place - b.place)
  const copy = Buffer.alloc(bytes.length)
  const workers = Array.from({ length: 6 }, async () => {
    for (let next = order.pop(); next; next = order.pop()) {
      const { part } = next
      const answer = await get(url, { range: `bytes=${part.start}-${part.end}` })
      assert.equal(answer.status, 206)
      answer.body.copy(copy, part.start)
    }
  })
  await Promise.all(workers)
  assert.equal(sha256(copy), sha256(bytes))
  const path = join(hub.music, 'copy.flac')
  await writeFile(path, copy)
  await run('flac', ['-t', '--silent', path])
  await rm(path)
})

test('[M14] without a good ticket nothing is told', async () => {
  const [trackId, other] = hub.trackIds
  const url = await urlOf(0)
  const token = new URL(url, hub.baseUrl).searchParams.get('token') ?? ''
  const wrong = [
    `/media/tracks/${trackId}`,
    `/media/tracks/${trackId}?token=`,
    `/media/tracks/${trackId}?token=${'x'.repeat(900)}`,
    `/media/tracks/${trackId}?token=${encodeURIComponent(`${token}x`)}`,
    `/media/tracks/${trackId}?token=${encodeURIComponent(token.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A')))}`,
    `/media/tracks/${other}?token=${encodeURIComponent(token)}`,
    `/media/tracks/00000000-0000-4000-8000-000000000000?token=${encodeURIComponent(token)}`,
  ]
  for (const path of wrong) {
    const answer = await get(path, { authorization: `Bearer ${kitchen.token}` })
    assert.equal(answer.status, 403, path)
    assert.equal(JSON.parse(answer.body.toString()).error.code, 'media.ticket-refused')
  }
})

test('[M20] an address that was copied opens nothing for somebody who is signed in as another device, or as none', async () => {
  const url = await urlOf(0)
  const parlour = await hub.program('parlour')
  const page = await hub.program()
  for (const { token } of [parlour, page]) {
    const answer = await get(url, { authorization: `Bearer ${token}` })
    assert.equal(answer.status, 403)
    assert.equal(JSON.parse(answer.body.toString()).error.code, 'media.ticket-refused')
  }
  const good: Record<string, string>[] = [
    {},
    { authorization: `Bearer ${kitchen.token}` },
    { cookie: 'baton_session=long-over' },
  ]
  for (const headers of good) {
    assert.equal((await get(url, { range: 'bytes=0-9', ...headers })).status, 206)
  }
})

test('[M16] a file that is gone is told as such', async () => {
  const answer = await get(await urlOf(3))
  assert.equal(answer.status, 404)
  assert.equal(JSON.parse(answer.body.toString()).error.code, 'media.unavailable')
})

test('[M18] a file that is replaced is not mixed with the old one, and is seen within seconds', async () => {
  const url = await urlOf(1)
  const before = await get(url)
  await makeSound({ path: join(hub.music, 'new.flac'), seconds: 2, hz: 220 })
  await rename(join(hub.music, 'new.flac'), join(hub.music, 'two.flac'))
  const fresh = await readFile(join(hub.music, 'two.flac'))
  const deadline = Date.now() + 7_000
  let now = await get(url)
  while (now.headers.etag === before.headers.etag && Date.now() < deadline) {
    assert.ok(now.body.equals(before.body), 'under the old tag come the old bytes')
    await new Promise((resolve) => setTimeout(resolve, 250))
    now = await get(url)
  }
  assert.notEqual(now.headers.etag, before.headers.etag)
  assert.ok(now.body.equals(fresh))
})

test('[M15] when the right to sound moves, what is on its way is cut', async () => {
  const url = await urlOf(2)
  const response = await openSlowly(url)
  let received = 0
  response.on('data', (chunk: Buffer) => {
    received += chunk.length
  })
  const cut = new Promise<boolean>((resolve) => {
    response.once('end', () => resolve(false))
    response.once('close', () => resolve(!response.complete))
    response.once('error', () => resolve(true))
  })
  response.pause()
  const parlour = await hub.program('parlour')
  const moved = await kitchen.post(`/sessions/${hub.owner.sessionId}/speaker`, {
    device_uuid: parlour.deviceId,
  })
  assert.equal(moved.status, 200, moved.text)
  response.resume()
  assert.equal(await cut, true)
  assert.ok(received < 64 * 1024 * 1024)
  const again = await get(url)
  assert.equal(again.status, 403)
  await kitchen.post(`/sessions/${hub.owner.sessionId}/speaker`, { device_uuid: kitchen.deviceId })
})

test('[M19] clients that leave in the middle leave nothing open', async () => {
  const url = await urlOf(2)
  for (let n = 0; n < 20; n++) {
    const response = await openSlowly(url)
    response.destroy()
  }
  const answer = await get(url, { range: 'bytes=0-9' })
  assert.equal(answer.body.length, 10)
  assert.deepEqual(hub.failures, [])
})

test('[M19] clients that leave before they are answered leave no file open', async (t) => {
  if (process.platform !== 'linux') return t.skip('only Linux lists the open files of a process')
  const url = await urlOf(2)
  const { tickets } = hub.engine
  const { admit } = tickets
  // The ticket is judged only when its client is gone.
  tickets.admit = async (...asked) => {
    await new Promise((resolve) => setTimeout(resolve, 50))
    return admit(...asked)
  }
  t.after(() => {
    tickets.admit = admit
  })
  for (let n = 0; n < 60; n++) {
    const socket = connect(hub.port, '127.0.0.1')
    socket.on('error', () => {})
    await new Promise((resolve) => socket.once('connect', resolve))
    socket.write(`GET ${url} HTTP/1.1\r\nHost: localhost\r\nRange: bytes=${n}-999999\r\n\r\n`)
    setTimeout(() => socket.resetAndDestroy(), n % 5)
  }
  const deadline = Date.now() + 12_000
  while ((await openMusic()) > 0 && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  assert.equal(await openMusic(), 0)
  assert.deepEqual(hub.failures, [])
})

test('[M17] an address that is refused again and again is held up', async () => {
  const path = `/media/tracks/${hub.trackIds[0]}?token=wrong`
  const statuses = new Set<number>()
  for (let n = 0; n < 130; n++) statuses.add((await get(path)).status)
  assert.deepEqual([...statuses], [403, 429])
  const held = await get(path)
  assert.equal(JSON.parse(held.body.toString()).error.code, 'limit.too-many')
  assert.ok(Number(held.headers['retry-after']) > 0)
})

async function play(index: number): Promise<void> {
  await kitchen.ask('/queue', { method: 'DELETE' })
  const added = await kitchen.post('/queue/enqueue', { track_ids: [hub.trackIds[index]], at: 'now' })
  assert.equal(added.status, 200, added.text)
  await kitchen.post(`/sessions/${hub.owner.sessionId}/play`)
}

async function urlOf(index: number): Promise<string> {
  await play(index)
  const { json } = await kitchen.ask(`/sessions/${hub.owner.sessionId}`)
  assert.equal(json.track_id, hub.trackIds[index])
  return String(json.file_url)
}

function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }>(
    (resolve, reject) => {
      const asked = httpRequest(`${hub.baseUrl}${path}`, { method, headers }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        )
      })
      asked.on('error', reject).end()
    },
  )
}

function openSlowly(path: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    httpRequest(`${hub.baseUrl}${path}`, { agent: false }, resolve).on('error', reject).end()
  })
}

/** How many files of the music folder this process holds open. */
async function openMusic(): Promise<number> {
  const links = (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => ''))
  return (await Promise.all(links)).filter((path) => path.startsWith(hub.music)).length
}

function sha256(data: Buffer): string {
  return createHash('sha256').update(data).digest('hex')
}
