import assert from 'node:assert/strict'
import { test } from 'node:test'
import { waveFile } from '@baton/testing/music/wave-file'
import { tusByHand } from '@baton/testing/uploads/tus-by-hand'
import { type EventStream, openStream } from '@baton/testing/worlds/event-stream'
import { type Program, type ServedHub, serveHub } from '@baton/testing/worlds/http-world'
import { UPLOAD_KEPT_MS } from '#domain'

const KIB = 1024
const BEN = { username: 'Ben', password: 'another long one' }

interface Item {
  readonly upload_id: string
  readonly filename: string
  readonly phase: string
}

test('[U17] every screen of the household follows uploads; one for a private playlist is its owner’s alone', async () => {
  await using hub = await serveHub()
  const ada = await hub.program()
  await ada.post('/users', { ...BEN, role: 'member' })
  const ben = await hub.program(undefined, BEN)
  await using bens = await openStream(`${hub.baseUrl}/events?rooms=uploads`, bearer(ben))
  assert.deepEqual((await bens.next()).data.uploads, [])

  const secret = await ada.post('/playlists', { title: 'Surprise' })
  const { playlist_id } = secret.json.playlist as { playlist_id: string }
  await using adas = await openStream(`${hub.baseUrl}/events?rooms=uploads`, bearer(ada))
  const surprise = await ada.post('/uploads', { filename: 'Surprise.wav', size_bytes: 5_000, playlist_id })
  const tus = tusByHand(hub.baseUrl, ada.token)
  const file = waveFile(100 * KIB, 5)
  const url = String((await tus.create(file, { filename: 'Song.wav' })).headers.get('location'))
  const begun = await bens.next()
  assert.equal(begun.event, 'uploads')
  assert.equal((begun.data.upload as Item).filename, 'Song.wav', 'nothing was heard of the surprise')

  await tus.patch(String(surprise.json.url), 0, file.subarray(0, 1_000))
  await mustBeToldOf(adas, (surprise.json.upload as Item).upload_id, 1_000)
  await tus.patch(url, 0, file.subarray(0, 40 * KIB))
  const { upload_id } = begun.data.upload as Item
  await mustBeToldOf(bens, upload_id, 40 * KIB)

  await tus.patch(url, 40 * KIB, file.subarray(40 * KIB))
  assert.equal(((await bens.next()).data.upload as Item).phase, 'checking')
  const failed = (await bens.next()).data.upload as Item & { failure: string }
  assert.deepEqual([failed.phase, failed.failure], ['failed', 'upload.not-audio'])
  assert.deepEqual(
    (await uploadsOf(ben)).map(({ filename }) => filename),
    ['Song.wav'],
  )
  assert.equal((await uploadsOf(ada)).length, 2)
  const stranger = await ben.ask(`/uploads/${(await uploadsOf(ada))[0]?.upload_id}`, { method: 'DELETE' })
  assert.equal(stranger.status, 404)
  assert.equal((await ben.ask(`/uploads/${upload_id}`, { method: 'DELETE' })).status, 200)
  assert.deepEqual(await uploadsOf(ben), [])
  assert.deepEqual(hub.failures, [])
})

test('[U15] what is not finished within a day is given up, and what is over is shown no longer', async () => {
  await using hub = await serveHub()
  const ada = await hub.program()
  const tus = tusByHand(hub.baseUrl, ada.token)
  const file = waveFile(70 * KIB, 6)
  const url = String((await tus.create(file, { filename: 'Left.wav' })).headers.get('location'))
  await tus.patch(url, 0, file.subarray(0, 1_000))
  const over = String((await tus.create(file, { filename: 'Over.wav' })).headers.get('location'))
  await tus.patch(over, 0, file)
  assert.equal((await uploadsOf(ada)).length, 2)
  await using stream = await openStream(`${hub.baseUrl}/events?rooms=uploads`, bearer(ada))
  await stream.next()
  hub.pass(UPLOAD_KEPT_MS + 1_000)
  const gone = [await stream.next(), await stream.next()]
  assert.deepEqual(
    gone.map(({ data }) => data.type),
    ['upload.removed', 'upload.removed'],
  )
  // The day has ended the sign-in as well.
  const again = await hub.program()
  assert.deepEqual(await uploadsOf(again), [])
  assert.ok(Number.isNaN(await tusByHand(hub.baseUrl, again.token).offset(url)))
})

test('[U7] what goes beyond the room that a household has is refused before it travels', async () => {
  await using hub = await serveHub({ uploadQuotaBytes: 100 * KIB })
  const ada = await hub.program()
  const begin = (size_bytes: number) => ada.post('/uploads', { filename: 'Song.wav', size_bytes })
  assert.equal((await begin(60 * KIB)).status, 201)
  const refused = await begin(41 * KIB)
  assert.deepEqual([refused.status, codeOf(refused.json)], [413, 'upload.quota'])
  assert.equal((await begin(40 * KIB)).status, 201)
})

test('[U7] of many that are announced at once as many are taken as there is room for', async () => {
  await using hub = await serveHub({ uploadQuotaBytes: 100 * KIB })
  const ada = await hub.program()
  const body = { filename: 'Song.wav', size_bytes: 45 * KIB }
  const answers = await Promise.all(Array.from({ length: 12 }, () => ada.post('/uploads', body)))
  assert.equal(answers.filter(({ status }) => status === 201).length, 2)
  assert.equal((await uploadsOf(ada)).length, 2)
})

test('[U1] announced again under the same command id, it is the same upload, also where nothing else fits', async () => {
  await using hub = await serveHub({ uploadQuotaBytes: 9_000 })
  const ada = await hub.program()
  const body = { filename: 'Song.wav', size_bytes: 9_000, client_event_uuid: 'one' }
  const [first, again] = [await ada.post('/uploads', body), await ada.post('/uploads', body)]
  assert.deepEqual((first.json.upload as Item).upload_id, (again.json.upload as Item).upload_id)
  assert.match(String(first.json.url), /^\/tus\/[0-9a-f-]{36}$/)
  assert.equal((await uploadsOf(ada)).length, 1)
})

test('[U12] beyond those that may be on their way at once no more are taken', async () => {
  await using hub: ServedHub = await serveHub({ limits: { queue: 10_000 } })
  const ada = await hub.program()
  for (let nth = 0; nth < 200; nth += 1) {
    assert.equal((await ada.post('/uploads', { filename: `${nth}.wav`, size_bytes: 9 })).status, 201)
  }
  const refused = await ada.post('/uploads', { filename: 'more.wav', size_bytes: 9 })
  assert.deepEqual([refused.status, codeOf(refused.json)], [409, 'upload.limit'])
})

/** Beacons tell of this upload alone, and of ever more of it until this much has come. They come as often as they like. */
async function mustBeToldOf(stream: EventStream, upload_id: string, bytes: number): Promise<void> {
  for (let former = 0; former < bytes; ) {
    const { progress } = (await stream.until('upload_beacon')).data
    const [{ received_bytes }] = progress as [{ readonly received_bytes: number }]
    assert.deepEqual(progress, [{ upload_id, received_bytes }])
    assert.ok(former <= received_bytes && received_bytes <= bytes, `${received_bytes} after ${former}`)
    former = received_bytes
  }
}

async function uploadsOf(program: Program): Promise<readonly Item[]> {
  return (await program.ask('/uploads')).json.items as readonly Item[]
}

function codeOf(json: Readonly<Record<string, unknown>>): unknown {
  return (json.error as { code?: unknown } | undefined)?.code
}

function bearer({ token }: Program) {
  return { authorization: `Bearer ${token}` }
}
