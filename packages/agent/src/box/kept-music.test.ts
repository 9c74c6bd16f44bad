import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { TrackId } from '@baton/protocol'
import { keptMusic } from './kept-music.ts'

const [A, B, C] = [1, 2, 3].map((n) => `0000000b-0000-4000-8000-00000000000${n}` as TrackId) as [
  TrackId,
  TrackId,
  TrackId,
]
const never = () => false

let root: string
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'baton-kept-'))
})
after(() => rm(root, { recursive: true, force: true }))

test('[BX21] it takes no more room than it was given, and lets go of what was not used for longest', async () => {
  let wall = 1
  const music = await keptMusic({ folder: join(root, 'room'), quotaBytes: 25, wall: () => wall++ })
  assert.equal(await music.take(A, tenBytes(), never), 'kept')
  assert.equal(await music.take(B, tenBytes(), never), 'kept')
  music.used(A)
  assert.equal(await music.take(C, tenBytes(), never), 'kept')
  assert.deepEqual([music.has(A), music.has(B), music.has(C)], [true, false, true])
  assert.deepEqual(
    await music.take(B, tenBytes(), (trackId) => trackId !== B),
    { noRoomFor: 10 },
    'nothing goes for it that has to stay',
  )
  assert.equal(
    music.hasRoom(10, (trackId) => trackId !== B),
    false,
  )
  assert.equal(music.hasRoom(10, never), true)
  const tooLarge = await music.take(B, answer('x'.repeat(26)), never)
  assert.deepEqual(tooLarge, { noRoomFor: 26 }, 'larger than all there is')
  assert.equal(await music.take(B, answer('short', 9), never), 'broken')
  assert.deepEqual([music.has(A), music.has(C)], [true, true], 'nothing goes for what does not come whole')
  assert.ok(music.pathOf(C))
  assert.ok(music.owns(music.pathOf(C) ?? ''))
  assert.equal(music.owns('/etc/passwd'), false)
})

test('[BX21] what did not come whole, or is none, is not kept, and leaves nothing behind', async () => {
  const folder = join(root, 'whole')
  const music = await keptMusic({ folder, quotaBytes: 1_000, wall: Date.now })
  assert.equal(await music.take(A, answer('short', 9), never), 'broken')
  assert.equal(await music.take(A, answer('too long', 3), never), 'broken')
  assert.equal(await music.take(A, new Response('no', { status: 404 }), never), 'broken')
  assert.deepEqual(await readdir(folder), [])
})

test('[BX21] kept over a restart is what has its size and its hash still, and nothing else lies there', async () => {
  const folder = join(root, 'again')
  const options = { folder, quotaBytes: 1_000, wall: Date.now }
  const first = await keptMusic(options)
  for (const trackId of [A, B, C]) await first.take(trackId, tenBytes(), never)
  await writeFile(join(folder, A), 'too short')
  await writeFile(join(folder, B), 'ten others')
  await writeFile(join(folder, 'stray.part'), 'half a track')
  const later = await keptMusic(options)
  assert.deepEqual([later.pathOf(A), later.pathOf(C)], [null, join(folder, C)])
  await later.verify(new AbortController().signal)
  assert.deepEqual([later.has(B), later.has(C)], [false, true])
  assert.deepEqual((await readdir(folder)).sort(), [C, 'index.json'])

  await writeFile(join(folder, 'index.json'), '[{"trackId":"../../etc/passwd","sizeBytes":1}, {]')
  assert.equal((await keptMusic(options)).has(C), false)
})

function tenBytes(): Response {
  return answer('ten bytes.')
}

function answer(text: string, length = text.length): Response {
  return new Response(text, { headers: { 'content-length': `${length}` } })
}
