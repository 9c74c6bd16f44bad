import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { makeSound } from '@baton/testing/music/sound-files'
import { type Program, type ServedHub, serveHub } from '@baton/testing/worlds/http-world'
import { until } from '@baton/testing/worlds/hub-process-world'

const run = promisify(execFile)
const SECONDS = 3

let hub: ServedHub
let kitchen: Program
let source: string
before(async () => {
  hub = await serveHub({
    tracks: [
      { name: 'apple.m4a', durationMs: SECONDS * 1_000, mime: 'audio/mp4', codec: 'alac' },
      { name: 'noise.wma', durationMs: 1_000, mime: 'audio/x-ms-wma', codec: 'wma' },
      { name: 'gone.ape', durationMs: 1_000, mime: 'audio/x-ape', codec: 'ape' },
    ],
  })
  source = join(hub.music, 'apple.m4a')
  await makeSound({ path: source, seconds: SECONDS, codec: ['-c:a', 'alac'] })
  await writeFile(join(hub.music, 'noise.wma'), 'nothing that could be decoded')
  kitchen = await hub.program('kitchen')
})
after(() => hub[Symbol.asyncDispose]())

test('[M23] a device that can decode a file, or has not said what it can, gets the file', async () => {
  for (const formats of [null, ['audio/mp4; codecs=alac']]) {
    if (formats) await says(kitchen, formats)
    const answer = await get(await urlOf(kitchen, 0))
    assert.equal(answer.headers.get('content-type'), 'audio/mp4')
    assert.ok(answer.bytes.equals(await readFile(source)))
  }
})

test('[M24] [M26] another one gets what it can, with a length, in any parts, under one name', async () => {
  await says(kitchen, ['audio/flac', 'audio/mpeg'])
  const url = await urlOf(kitchen, 0)
  const whole = await get(url)
  assert.equal(whole.status, 200)
  assert.equal(whole.headers.get('content-type'), 'audio/flac')
  assert.equal(whole.headers.get('accept-ranges'), 'bytes')
  assert.equal(Number(whole.headers.get('content-length')), whole.bytes.length)
  const etag = String(whole.headers.get('etag'))
  assert.match(etag, /^"[^"]+"$/)
  assert.deepEqual(await pcm(whole.bytes), await pcm(await readFile(source)), 'not a sample is lost')

  const size = whole.bytes.length
  const middle = await get(url, { range: `bytes=1000-${size - 1001}`, 'if-range': etag })
  assert.equal(middle.status, 206)
  assert.equal(middle.headers.get('content-range'), `bytes 1000-${size - 1001}/${size}`)
  const [first, last] = [await get(url, { range: 'bytes=0-999' }), await get(url, { range: 'bytes=-1000' })]
  assert.ok(Buffer.concat([first.bytes, middle.bytes, last.bytes]).equals(whole.bytes))
  assert.equal((await get(url, { range: `bytes=${size}-` })).status, 416)
  assert.equal((await get(url, { 'if-none-match': etag })).status, 304)
  const head = await get(url, {}, 'HEAD')
  assert.deepEqual([head.status, Number(head.headers.get('content-length'))], [200, size])
})

test('[M24] two devices with different ears get each their own', async () => {
  await says(kitchen, ['audio/mpeg'])
  const mp3 = await get(await urlOf(kitchen, 0))
  assert.equal(mp3.headers.get('content-type'), 'audio/mpeg')
  const study = await hub.program('study')
  await says(study, ['audio/ogg; codecs=opus'])
  await kitchen.post(`/sessions/${hub.owner.sessionId}/speaker`, { device_uuid: study.deviceId })
  const opus = await get(await urlOf(study, 0))
  assert.equal(opus.headers.get('content-type'), 'audio/ogg')
  assert.notEqual(opus.headers.get('etag'), mp3.headers.get('etag'))
  await study.post(`/sessions/${hub.owner.sessionId}/speaker`, { device_uuid: kitchen.deviceId })
})

test('[M27] from a place on, also for a device that has said nothing', async () => {
  const radio = await hub.program('radio')
  await kitchen.post(`/sessions/${hub.owner.sessionId}/speaker`, { device_uuid: radio.deviceId })
  const url = await urlOf(radio, 0)
  const late = await get(`${url}&start_ms=2000`)
  assert.equal(late.headers.get('content-type'), 'audio/flac')
  const whole = await pcm(await readFile(source))
  assert.ok((await pcm(late.bytes)).equals(whole.subarray(2 * 44_100 * 2)))
  assert.equal((await get(`${url}&start_ms=soon`)).status, 400)
  await radio.post(`/sessions/${hub.owner.sessionId}/speaker`, { device_uuid: kitchen.deviceId })
})

test('[M31] what cannot be had says why', async () => {
  await says(kitchen, ['audio/flac'])
  const refused = async (index: number) => {
    const { status, bytes } = await get(await urlOf(kitchen, index))
    return [status, JSON.parse(bytes.toString()).error.code]
  }
  assert.deepEqual(await refused(1), [415, 'media.cannot-decode'])
  assert.deepEqual(await refused(2), [404, 'media.unavailable'])
  await says(kitchen, ['audio/x-dsf'])
  assert.deepEqual(await refused(0), [415, 'media.no-common-format'])
})

test('[M28] [M15] whoever leaves, or loses the right to sound, while it is converted leaves nothing behind', async () => {
  const program = join(hub.music, '..', 'waiting')
  const log = join(hub.music, '..', 'pids')
  await writeFile(program, `#!/bin/sh\necho $$ >> ${log}\nexec sleep 600\n`)
  await chmod(program, 0o700)
  await using slow = await serveHub({
    tracks: [{ name: 'a.m4a', durationMs: 1_000, mime: 'audio/mp4', codec: 'alac' }],
    transcodes: { program, abandonedAfterMs: 10 },
  })
  await makeSound({ path: join(slow.music, 'a.m4a'), codec: ['-c:a', 'alac'] })
  const parlour = await slow.program('parlour')
  await says(parlour, ['audio/flac'])
  const url = await urlOf(parlour, 0, slow)
  const pids = async () => (await readFile(log, 'utf8').catch(() => '')).split('\n').filter(Boolean)
  const isOver = (nth: number) => async () => {
    const pid = Number((await pids())[nth])
    try {
      process.kill(pid, 0)
      return false
    } catch {
      return true
    }
  }

  const leave = new AbortController()
  const left = fetch(slow.baseUrl + url, { signal: leave.signal }).catch(() => 'left')
  await until('it is converted', async () => (await pids()).length === 1)
  leave.abort()
  assert.equal(await left, 'left')
  await until('the conversion is ended', isOver(0))

  const cut = fetch(slow.baseUrl + url)
  await until('it is converted again', async () => (await pids()).length === 2)
  const study = await slow.program('study')
  await study.post(`/sessions/${slow.owner.sessionId}/speaker`, { device_uuid: study.deviceId })
  assert.equal((await cut).status, 403)
  await until('that conversion is ended too', isOver(1))
  assert.deepEqual(slow.failures, [])
})

async function says(device: Program, formats: readonly string[]): Promise<void> {
  const said = await device.ask('/devices/heartbeat', {
    method: 'PATCH',
    body: { capabilities: { formats } },
  })
  assert.equal(said.status, 200, said.text)
}

async function urlOf(device: Program, index: number, of = hub): Promise<string> {
  await device.ask('/queue', { method: 'DELETE' })
  await device.post('/queue/enqueue', { track_ids: [of.trackIds[index]], at: 'now' })
  await device.post(`/sessions/${of.owner.sessionId}/play`)
  return String((await device.ask(`/sessions/${of.owner.sessionId}`)).json.file_url)
}

async function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const answer = await fetch(hub.baseUrl + path, { headers, method })
  return {
    status: answer.status,
    headers: answer.headers,
    bytes: Buffer.from(await answer.arrayBuffer()),
  }
}

/** One channel, 16 bits a sample, 44,100 of them a second. */
async function pcm(bytes: Buffer): Promise<Buffer> {
  const path = join(hub.music, '..', 'heard')
  await writeFile(path, bytes)
  const words = ['-v', 'error', '-i', path, '-ac', '1', '-ar', '44100', '-f', 's16le', '-']
  return (await run('ffmpeg', words, { encoding: 'buffer', maxBuffer: 100_000_000 })).stdout
}
