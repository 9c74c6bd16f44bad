import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { BatonError, type TrackId } from '@baton/protocol'
import type { TrackContent } from '#engine'
import { keptFiles, trackFiles } from '#stores/files'
import { makeSound } from '../../../../../testing/src/music/sound-files.ts'
import { peaksOf } from './peaks.ts'
import { trackWaveforms } from './waveforms.ts'

test('[B35] each part tells its loudest moment, however the samples arrive', () => {
  const samples = new Int16Array(1_600)
  samples[0] = 32_767
  samples[3] = -16_384
  samples[1_599] = -32_768
  const bytes = new Uint8Array(samples.buffer)
  for (const size of [1, 3, 7, 3_200]) {
    const peaks = peaksOf(samples.length)
    for (let at = 0; at < bytes.length; at += size) peaks.add(bytes.subarray(at, at + size))
    const found = peaks.finish()
    assert.deepEqual(
      [found.length, found[0], found[1], found[2], found[799]],
      [800, 100, 50, 0, 100],
      `by ${size}`,
    )
  }
})

test('[B35] what cannot be drawn is refused with the reason', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-waveforms-'))
  try {
    const parts = { files: trackFiles(), kept: keptFiles(join(folder, 'kept')) }
    await makeSound({ path: join(folder, 'a.flac') })
    await writeFile(join(folder, 'noise.flac'), 'fLaC and nothing else')
    const content = (path: string, more: Partial<TrackContent> = {}): TrackContent => ({
      trackId: 'a' as TrackId,
      folderPath: folder,
      path,
      mime: 'audio/flac',
      missing: false,
      part: null,
      sampleHash: path,
      sizeBytes: 1,
      durationMs: 1_000,
      codec: 'flac',
      ...more,
    })
    const refused = (reason: string) => (error: unknown) =>
      error instanceof BatonError && error.code === 'library.no-waveform' && error.details?.reason === reason
    const waveforms = trackWaveforms(parts)
    const without = trackWaveforms({ ...parts, program: join(folder, 'no-such-program') })
    await assert.rejects(without.of(content('a.flac')), refused('no-ffmpeg'))
    await assert.rejects(waveforms.of(content('noise.flac')), refused('cannot-decode'))
    await assert.rejects(waveforms.of(content('away.flac')), refused('file-away'))
    await assert.rejects(waveforms.of(content('../../etc/passwd')), refused('file-away'))
    await assert.rejects(waveforms.of(content('a.flac', { mime: 'text/plain' })), refused('cannot-decode'))
    await assert.rejects(waveforms.of(content('a.flac', { durationMs: 10 ** 9 })), refused('too-long'))
    const drawn = await waveforms.of(content('a.flac'))
    assert.equal(drawn.peaks.length, 800)
    assert.deepEqual(await without.of(content('a.flac')), drawn, 'it was kept')
    const silent = { path: join(folder, 'silent first.flac'), seconds: 2 }
    await makeSound({ ...silent, codec: ['-af', "volume='gte(t,1)':eval=frame", '-c:a', 'flac'] })
    const loudest = async (startFrame: number, endFrame: number | null) => {
      const part = { startFrame, endFrame }
      const { peaks } = await waveforms.of(
        content('silent first.flac', { part, sampleHash: `${startFrame}` }),
      )
      return Math.max(...peaks)
    }
    assert.equal(await loudest(0, 75), 0, 'a part that is silent')
    assert.ok((await loudest(75, null)) > 0, 'and the one behind it')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
