import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { after, before, test } from 'node:test'
import { finish, lacking, spawnOwned } from '../machine/child.ts'
import { segments } from '../recordings/listen.ts'
import { readRecording } from '../recordings/recording.ts'
import { writeCodedTrack } from './coded-track.ts'

const skip = lacking('flac', 'metaflac', 'ffmpeg', 'setpriv')
let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baton-coded-'))
})
after(() => rm(folder, { recursive: true, force: true }))

const tags = { title: 'Grün & Gold', artist: 'Ann', album: 'Colours', trackNumber: 3 }

test('a written track decodes to one segment of its id over its whole length', { skip }, async () => {
  for (const format of [{}, { sampleRate: 48_000, channels: 1 }] as const) {
    const path = join(folder, 'track.flac')
    await writeCodedTrack(path, { id: 12, durationMs: 20_000, ...tags, ...format })
    const heard = segments(await readRecording(path))
    assert.equal(heard.length, 1)
    const [only] = heard
    assert.equal(only?.track, 12)
    for (const [actual, expected] of [
      [only?.startPositionMs, 0],
      [only?.endPositionMs, 20_000],
    ]) {
      assert.ok(Math.abs((actual ?? Number.NaN) - (expected ?? 0)) <= 5, `${actual} is not near ${expected}`)
    }
  }
})

test('a written track carries its tags', { skip }, async () => {
  const path = join(folder, 'tagged.flac')
  await writeCodedTrack(path, { id: 1, durationMs: 1000, ...tags })
  const { stdout } = await finish(spawnOwned('metaflac', ['--no-utf8-convert', '--export-tags-to=-', path]))
  for (const tag of ['TITLE=Grün & Gold', 'ARTIST=Ann', 'ALBUM=Colours', 'TRACKNUMBER=3']) {
    assert.ok(stdout.split('\n').includes(tag), `${tag} is not among ${stdout}`)
  }
})

test('a track of a minute and a half is written quickly', { skip }, async () => {
  const startMs = performance.now()
  await writeCodedTrack(join(folder, 'long.flac'), { id: 2, durationMs: 90_000, ...tags })
  const tookMs = performance.now() - startMs
  assert.ok(tookMs < 5000, `took ${tookMs} ms`)
})
