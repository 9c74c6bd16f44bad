import assert from 'node:assert/strict'
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeSound } from '../../../../../testing/src/music/sound-files.ts'
import { makeTaggedFlacs } from '../../../../../testing/src/music/tagged-flacs.ts'
import { walk } from '../walk/walk.ts'
import { readTrack } from './read-track.ts'
import { countedIn, gainIn, opusGainIn, peakIn, yearIn } from './tags.ts'

test('[B30] a FLAC file gives its artists, loudness and ids as they stand in it', async () => {
  await using folder = await temporary()
  await makeTaggedFlacs(folder.path, 2)
  const [first] = [...walk({ root: folder.path, under: '', from: '' })]
  assert.ok(first?.kind === 'file')
  const read = await readTrack(join(folder.path, first.path))
  assert.ok(read.kind === 'track')
  const { durationMs, trackNo, discNo, year, replayGain, codec, artists } = read.facts
  assert.deepEqual([durationMs, trackNo, discNo, codec], [1000, 1, 1, 'flac'])
  assert.ok(year !== null && year >= 1960)
  assert.equal(artists.length, 1)
  assert.deepEqual(replayGain, { trackGainDb: -7.5, trackPeak: 0.98, albumGainDb: null, albumPeak: null })
})

test('[B36] a FLAC file without its end is damaged, wherever it was cut', async () => {
  await using folder = await temporary()
  const path = join(folder.path, 'whole.flac')
  await makeSound({ path, seconds: 6 })
  const whole = await readFile(path)
  assert.equal((await readTrack(path)).kind, 'track')
  const cut = join(folder.path, 'cut.flac')
  for (const share of [0.3, 0.5, 0.7, 0.9, 0.97]) {
    await writeFile(cut, whole.subarray(0, Math.floor(whole.length * share)))
    assert.deepEqual(await readTrack(cut), { kind: 'problem', code: 'file.damaged' }, `cut at ${share}`)
  }
  const holes = Buffer.from(whole)
  holes.fill(0, Math.floor(whole.length / 2))
  await writeFile(cut, holes)
  assert.deepEqual(await readTrack(cut), { kind: 'problem', code: 'file.damaged' })
  await copyFile(path, cut)
  assert.equal((await readTrack(cut)).kind, 'track')
})

test('[B15] numbers in tags are read as people write them', () => {
  assert.deepEqual(['3', '03/12', ' 7 ', 'x', '', '123456'].map(countedIn), [3, 3, 7, null, null, null])
  assert.deepEqual(
    ['1998', '1998-05-01', '01.05.1998', '19980501', '98', '0000', null].map((text) => yearIn(text)),
    [1998, 1998, 1998, 1998, null, null, null],
  )
  assert.deepEqual(['-7.53 dB', '+1', 'loud', '900'].map(gainIn), [-7.53, 1, null, null])
  assert.deepEqual(['0.5', '-1', 'x'].map(peakIn), [0.5, null, null])
  assert.deepEqual(['-256', '0', '1.5', null].map(opusGainIn), [4, 5, null, null])
})

async function temporary() {
  const path = await mkdtemp(join(tmpdir(), 'baton-flac-'))
  await mkdir(path, { recursive: true })
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
