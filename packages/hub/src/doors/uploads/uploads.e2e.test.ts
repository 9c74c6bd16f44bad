import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { AUDIO_FORMATS } from '@baton/hub/engine/audio-formats'
import { waveFile } from '@baton/testing/music/wave-file'
import { sha256, type TusByHand, told, tusByHand } from '@baton/testing/uploads/tus-by-hand'
import { type ComposedHub, composedHub } from '@baton/testing/worlds/composed-hub'
import type { Program } from '@baton/testing/worlds/http-world'
import { until } from '@baton/testing/worlds/hub-process-world'
import { Upload } from 'tus-js-client'

const WITHIN_MS = 60_000
const TRACKS = [{ title: 'One', durationMs: 2_000 }]
const KIB = 1024

let hub: ComposedHub
let ada: Program
let tus: TusByHand
let seeds = 1
before(async () => {
  hub = await composedHub({ tracks: TRACKS, uploads: { maxBytes: 8 * KIB * KIB } })
  ada = await hub.program()
  tus = tusByHand(hub.baseUrl, ada.token)
})
after(() => hub[Symbol.asyncDispose]())

interface Shown {
  readonly upload_id: string
  readonly filename: string
  readonly phase: string
  readonly failure: string | null
  readonly track_id: string | null
  readonly is_duplicate: boolean
  readonly received_bytes: number
}

describe('by tus', () => {
  test('[U1] [U8] a foreign client sends a file; its track is in the library and in the playlist', async () => {
    const { playlist } = (await ada.post('/playlists', { title: 'Sent' })).json as {
      playlist: { playlist_id: string }
    }
    const file = aFile(700 * KIB)
    await new Promise<void>((resolve, reject) => {
      new Upload(file, {
        endpoint: `${hub.baseUrl}/tus`,
        chunkSize: 256 * KIB,
        headers: { authorization: `Bearer ${ada.token}` },
        metadata: { filename: 'Slow song.wav', sha256: sha256(file), playlist_id: playlist.playlist_id },
        onError: reject,
        onSuccess: () => resolve(),
      }).start()
    })
    const done = await over('Slow song.wav')
    assert.equal(done.phase, 'done', String(done.failure))
    const list = await ada.ask(`/playlists/${playlist.playlist_id}`)
    const tracks = list.json.tracks as readonly { track_id: string; title: string }[]
    assert.deepEqual(
      tracks.map(({ track_id, title }) => [track_id, title]),
      [[done.track_id, 'Slow song']],
    )
    const [kept, ...others] = await filesNamed('Slow song')
    assert.equal(others.length, 0)
    assert.deepEqual(await readFile(String(kept)), file)
    assert.deepEqual(await incoming(), [])
  })

  test('[U2] it tells what it understands, and refuses other versions', async () => {
    const options = await fetch(`${hub.baseUrl}/tus`, { method: 'OPTIONS' })
    assert.equal(options.status, 204)
    assert.equal(options.headers.get('tus-version'), '1.0.0')
    assert.equal(options.headers.get('tus-extension'), 'creation,termination,expiration,checksum')
    assert.equal(options.headers.get('tus-max-size'), String(8 * KIB * KIB))
    const old = await ada.ask('/tus', {
      method: 'POST',
      headers: { 'tus-resumable': '0.2.2', 'upload-length': '1' },
    })
    assert.equal(old.status, 412)
    assert.equal(old.headers.get('tus-version'), '1.0.0')
  })

  test('[U3] bytes follow on what is there, and nothing else is taken', async () => {
    const file = aFile(300 * KIB)
    const url = await created(file, 'Steps.wav')
    assert.equal(await tus.offset(url), 0)
    assert.equal((await tus.patch(url, 0, file.subarray(0, 1_000))).headers.get('upload-offset'), '1000')
    assert.equal((await tus.patch(url, 999, file.subarray(999))).status, 409)
    assert.equal((await tus.patch(url, 5_000, file.subarray(5_000))).status, 409)
    const wrongType = await tus.patch(url, 1_000, file.subarray(1_000), { 'content-type': 'audio/wav' })
    assert.equal(wrongType.status, 415)
    assert.equal(await tus.offset(url), 1_000)
    const more = Buffer.concat([file.subarray(1_000), Buffer.alloc(10)])
    assert.equal((await tus.patch(url, 1_000, more)).status, 413)
    assert.equal(await tus.offset(url), 1_000)
    assert.equal((await tus.patch(url, 1_000, file.subarray(1_000))).status, 204)
    // The answer was lost: the same once more is the same.
    assert.equal((await tus.patch(url, file.length, Buffer.alloc(0))).status, 204)
    assert.equal((await over('Steps.wav')).phase, 'done')
  })

  test('[U4] bytes that were damaged on their way are not kept', async () => {
    const file = aFile(100 * KIB)
    const url = await created(file, 'Checked.wav')
    const part = file.subarray(0, 50_000)
    const digest = (bytes: Buffer) => `sha1 ${createHash('sha1').update(bytes).digest('base64')}`
    assert.equal((await tus.patch(url, 0, part, { 'upload-checksum': digest(file) })).status, 460)
    assert.equal(await tus.offset(url), 0)
    assert.equal((await tus.patch(url, 0, part, { 'upload-checksum': 'crc32 AAAA' })).status, 400)
    assert.equal((await tus.patch(url, 0, part, { 'upload-checksum': digest(part) })).status, 204)
    assert.equal(await tus.offset(url), 50_000)
    assert.equal((await tus.delete(url)).status, 204)
    assert.ok(Number.isNaN(await tus.offset(url)))
    assert.deepEqual(await incoming(), [])
  })

  test('[U3] a sender who is cut off leaves what it sent, and the next one takes its place', async () => {
    const file = aFile(2_000 * KIB)
    const url = await created(file, 'Cut.wav')
    const { readable, writable } = new TransformStream<Uint8Array>()
    const writer = writable.getWriter()
    const first = tus.patch(url, 0, readable).catch(() => null)
    await writer.write(file.subarray(0, 600 * KIB))
    await until('the first bytes are there', async () => (await tus.offset(url)) === 600 * KIB, WITHIN_MS)
    // The first sender is still there, and says nothing any more.
    const second = await tus.patch(url, 600 * KIB, file.subarray(600 * KIB))
    assert.equal(second.status, 204)
    await writer.close().catch(() => undefined)
    await first
    const { phase } = await over('Cut.wav')
    assert.equal(phase, 'done')
    assert.deepEqual(await readFile(String((await filesNamed('Cut'))[0])), file)
  })
})

describe('what is refused', () => {
  test('[U6] a file that the library has is refused before its bytes travel', async () => {
    const file = aFile(200 * KIB)
    await sent(file, 'Twice.wav')
    const { track_id } = await over('Twice.wav')
    const again = await tus.create(file, { filename: 'Other name.wav', sha256: sha256(file) })
    assert.equal(again.status, 409)
    const { error } = (await again.json()) as { error: { code: string; details: object } }
    assert.deepEqual([error.code, error.details], ['upload.duplicate', { track_id }])
    const asked = [
      { sha256: sha256(file), size_bytes: file.length },
      { sha256: sha256(Buffer.from('x')), size_bytes: file.length },
    ]
    const known = await ada.post('/uploads/known', { files: asked })
    assert.deepEqual(known.json.items, [{ sha256: sha256(file), track_id }])
    // Whoever does not say it first is told of the track that is there, and nothing is kept twice.
    await sent(file, 'Third name.wav')
    const third = await over('Third name.wav')
    assert.deepEqual([third.phase, third.track_id, third.is_duplicate], ['done', track_id, true])
    assert.deepEqual(await filesNamed('Third name'), [])
  })

  for (const [what, name, bytes, status, code] of [
    [
      'a text called .flac',
      'Text.flac',
      Buffer.from('no music at all\n'.repeat(5_000)),
      415,
      'upload.not-audio',
    ],
    ['a truncated file', 'Short.wav', waveFile(400 * KIB, 77).subarray(0, 300 * KIB), 400, 'upload.damaged'],
    ['a mark and nothing behind it', 'Stump.flac', Buffer.from('fLaC'), 400, 'upload.damaged'],
  ] as const) {
    test(`[U9] ${what} is refused, and nothing is left behind`, async () => {
      const answer = await sent(bytes, name)
      const { error } = (await answer.json()) as { error: { code: string } }
      assert.deepEqual([answer.status, error.code], [status, code])
      const { phase, failure } = await over(name)
      assert.deepEqual([phase, failure], ['failed', error.code])
      assert.deepEqual(await incoming(), [])
      assert.deepEqual(await filesNamed(name.split('.')[0] ?? ''), [])
    })
  }

  test('[U5] a file that is not the announced one is refused', async () => {
    const file = aFile(90 * KIB)
    const answer = await sent(file, 'Wrong.wav', { sha256: sha256(Buffer.from('another')) })
    assert.equal(answer.status, 400)
    assert.deepEqual([(await over('Wrong.wav')).failure, await incoming()], ['upload.wrong-hash', []])
  })

  test('[U7] other formats, and what is too large, are refused at once', async () => {
    for (const filename of ['Song.mid', 'Song.flac.exe', 'Songs.zip']) {
      assert.equal((await tus.create(Buffer.alloc(9), { filename })).status, 415, filename)
    }
    for (const { extensions } of AUDIO_FORMATS) {
      for (const extension of extensions) await tus.delete(await created(aFile(KIB), `Song${extension}`))
    }
    assert.equal((await tus.create(Buffer.alloc(9 * KIB * KIB), { filename: 'Song.wav' })).status, 413)
    assert.equal((await tus.create(Buffer.alloc(0), { filename: 'Song.wav' })).status, 400)
  })

  test('[U10] only who began it sends its bytes; a listener sends none', async () => {
    const userOf = new Map<string, unknown>()
    for (const [username, role] of [
      ['Ben', 'member'],
      ['Cleo', 'listener'],
    ] as const) {
      const { json } = await ada.post('/users', { username, password: 'another long one', role })
      userOf.set(username, json.user_uuid)
    }
    const login = (username: string) => hub.program(undefined, { username, password: 'another long one' })
    const [ben, cleo] = [await login('Ben'), await login('Cleo')]
    const file = aFile(64 * KIB)
    const url = await created(file, 'Mine.wav')
    const bens = tusByHand(hub.baseUrl, ben.token)
    const bensUrl = String((await bens.create(file, { filename: 'Bens.wav' })).headers.get('location'))
    assert.equal((await bens.patch(url, 0, file)).status, 404)
    assert.ok(Number.isNaN(await bens.offset(url)))
    assert.equal(
      (await tusByHand(hub.baseUrl, cleo.token).create(file, { filename: 'Hers.wav' })).status,
      403,
    )
    assert.equal((await hub.ask('/uploads')).status, 401)
    const seen = (await ben.ask('/uploads')).json.items as readonly Shown[]
    assert.ok(seen.some(({ filename }) => filename === 'Mine.wav'))
    await bens.patch(bensUrl, 0, file.subarray(0, 9))
    await ada.ask(`/users/${userOf.get('Ben')}`, { method: 'PATCH', body: { role: 'listener' } })
    const after = tusByHand(hub.baseUrl, (await login('Ben')).token)
    assert.equal((await after.patch(bensUrl, 9, file.subarray(9))).status, 403)
    assert.equal((await tus.delete(bensUrl)).status, 204)
    assert.equal((await tus.delete(url)).status, 204)
  })
})

describe('in numbered parts', () => {
  test('[U11] parts come in any order and as often as one likes; a gap is refused at the end', async () => {
    const { playlist } = (await ada.post('/playlists', { title: 'Parts' })).json as {
      playlist: { playlist_id: string }
    }
    const uploads = `/api/playlists/${playlist.playlist_id}/uploads`
    const file = aFile(200 * KIB + 17)
    const begun = await ada.post(`${uploads}/session`, {
      filename: 'In parts.wav',
      file_size: file.length,
      chunk_size: 64 * KIB,
      file_hash: sha256(file),
      client_op_id: 'op-1',
    })
    assert.equal(begun.status, 201, begun.text)
    const { data, client_op_id } = begun.json as {
      data: { session_id: string; total_chunks: number }
      client_op_id: string
    }
    assert.deepEqual([data.total_chunks, client_op_id], [4, 'op-1'])
    const put = (n: number, body: Buffer | FormData) =>
      fetch(`${hub.baseUrl}${uploads}/${data.session_id}/chunks/${n}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${ada.token}` },
        body: body as BodyInit,
      })
    const part = (n: number) => file.subarray(n * 64 * KIB, (n + 1) * 64 * KIB)
    assert.equal((await put(3, part(3))).status, 200)
    const form = new FormData()
    form.set('file', new Blob([new Uint8Array(part(0))]), 'blob')
    assert.equal((await put(0, form)).status, 200)
    assert.equal((await put(1, Buffer.concat([part(1).subarray(0, 9), part(0).subarray(9)]))).status, 200)
    const early = await ada.post(`${uploads}/${data.session_id}/finalize`)
    assert.equal(early.status, 409)
    assert.deepEqual([early.json.status, early.json.error_type], ['error', 'conflict'])
    assert.equal((await put(2, part(2).subarray(0, 10))).status, 409)
    assert.equal((await put(4, part(0))).status, 400)
    assert.equal((await put(2, part(2))).status, 200)
    assert.equal((await put(1, part(1))).status, 200)
    const finalized = await ada.post(`${uploads}/${data.session_id}/finalize`)
    assert.equal(finalized.status, 200, finalized.text)
    const { track } = finalized.json.data as { track: { title: string } }
    assert.equal(track.title, 'In parts')
    assert.deepEqual(await readFile(String((await filesNamed('In parts'))[0])), file)
    // The marks of its parts go when everybody was told that it is done.
    await until('nothing is left of its parts', async () => (await incoming()).length === 0, WITHIN_MS)
  })

  test('[U11] what is not there is not found, and is told in the envelope', async () => {
    const missing = '00000000-0000-4000-8000-000000000001'
    const answer = await ada.post(`/api/playlists/${missing}/uploads/session`, {
      filename: 'A.wav',
      file_size: 9,
    })
    assert.deepEqual([answer.status, answer.json.error_type], [404, 'not_found'])
    const bad = await ada.post(`/api/playlists/${missing}/uploads/session`, { filename: '' })
    assert.deepEqual([bad.status, bad.json.error_type], [400, 'validation_error'])
    const body = { client_op_id: 7 }
    const odd = await ada.ask(`/api/uploads/sessions/${missing}`, { method: 'DELETE', body })
    assert.deepEqual([odd.status, odd.json.error_type], [400, 'validation_error'])
  })
})

test('[U16] a playlist that is gone meanwhile keeps no file from the library', async () => {
  const { playlist } = (await ada.post('/playlists', { title: 'Gone' })).json as {
    playlist: { playlist_id: string }
  }
  const file = aFile(80 * KIB)
  const url = await created(file, 'For nobody.wav', { playlist_id: playlist.playlist_id })
  await ada.ask(`/playlists/${playlist.playlist_id}`, { method: 'DELETE' })
  assert.equal((await tus.patch(url, 0, file)).status, 204)
  assert.equal((await over('For nobody.wav')).phase, 'done')
  assert.equal((await tus.create(file, { filename: 'A.wav', playlist_id: playlist.playlist_id })).status, 404)
})

test('[U12] fifty at once all arrive', async () => {
  const files = Array.from(
    { length: 50 },
    (_, nth) => [`Many ${nth}.wav`, aFile(150 * KIB + nth * 4)] as const,
  )
  const answers = await Promise.all(files.map(([name, file]) => sent(file, name)))
  assert.ok(answers.every(({ status }) => status === 204))
  for (const [name] of files) assert.equal((await over(name)).phase, 'done', name)
  assert.equal((await filesNamed('Many ')).length, 50)
  assert.deepEqual(await incoming(), [])
})

test('[U8] names never become paths, and nothing is written over', async () => {
  for (const name of ['../../etc/evil.wav', '..\\evil.wav', '.hidden.wav', 'CON.wav']) {
    await sent(aFile(64 * KIB + seeds * 4), name)
    assert.equal((await over(name)).phase, 'done', name)
  }
  await sent(aFile(64 * KIB), 'Same.wav')
  await sent(aFile(66 * KIB), 'Same.wav')
  await until('both are there', async () => (await filesNamed('Same')).length === 2, WITHIN_MS)
  const names = (await everyFile()).map((path) => path.slice(hub.uploadsDir.length))
  assert.ok(names.some((name) => name.endsWith('/_CON.wav')))
  assert.ok(names.every((name) => !/\/\.|\\/.test(name)))
})

function aFile(sizeBytes: number): Buffer {
  seeds += 1
  return waveFile(sizeBytes, seeds)
}

async function created(
  file: Buffer,
  filename: string,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  const answer = await tus.create(file, { filename, ...more })
  assert.equal(answer.status, 201, told({ filename }))
  assert.ok(Date.parse(String(answer.headers.get('upload-expires'))) > Date.now())
  return String(answer.headers.get('location'))
}

async function sent(
  file: Buffer,
  filename: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return tus.patch(await created(file, filename, more), 0, file)
}

/** The upload of this file, as soon as it is over. */
function over(filename: string): Promise<Shown> {
  return until(
    `${filename} is over`,
    async () => {
      const items = (await ada.ask('/uploads')).json.items as readonly Shown[]
      const found = items.findLast((item) => item.filename === filename)
      return found && (found.phase === 'done' || found.phase === 'failed') && found
    },
    WITHIN_MS,
  )
}

async function everyFile(): Promise<readonly string[]> {
  const entries = await readdir(hub.uploadsDir, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('/incoming'))
    .map((entry) => join(entry.parentPath, entry.name))
}

async function filesNamed(stem: string): Promise<readonly string[]> {
  return (await everyFile()).filter((path) => path.slice(path.lastIndexOf('/') + 1).startsWith(stem))
}

const incoming = (): Promise<readonly string[]> => readdir(join(hub.uploadsDir, 'incoming')).catch(() => [])
