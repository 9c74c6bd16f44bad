import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { BatonError, type HouseholdId, type TrackId } from '@baton/protocol'
import { trackFiles } from '#stores/files'
import { waveFile } from '../../../../testing/src/music/wave-file.ts'
import { trackTranscodes } from './transcodes.ts'

test('[M30] a disk that is full is not taken for a file that cannot be decoded', async (context) => {
  await using opened = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'baton-full-disk-'))
  opened.defer(() => rm(folder, { recursive: true, force: true }))
  const disk = join(folder, 'disk')
  await mkdir(disk)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk], { stdio: 'ignore' })
  } catch {
    context.skip('this machine lets nobody mount a small disk')
    return
  }
  opened.defer(() => void execFileSync('umount', [disk]))
  await writeFile(join(folder, 'noise.wav'), waveFile(3 * 1024 * 1024, 8))
  const transcodes = opened.use(
    trackTranscodes({
      files: trackFiles(),
      folder: disk,
      maxBytes: 1e9,
      onFailure: (error) => assert.fail(String(error)),
    }),
  )
  const content = {
    trackId: 'noise' as TrackId,
    folderPath: folder,
    path: 'noise.wav',
    mime: 'audio/wav',
    codec: 'pcm',
    missing: false,
    sampleHash: 'noise',
    part: null,
    sizeBytes: 1,
    durationMs: 1_000,
  }
  const wanted = { householdId: 'home' as HouseholdId, content, target: 'flac', startMs: 0 } as const
  for (let nth = 0; nth < 2; nth++) {
    await assert.rejects(
      transcodes.open(wanted, new AbortController().signal),
      (error) => error instanceof BatonError && error.code === 'hub.busy',
    )
  }
  assert.deepEqual(await readdir(disk), [])
})
