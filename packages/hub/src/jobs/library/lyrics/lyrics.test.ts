import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TrackId } from '@baton/protocol'
import { trackFiles } from '#stores/files'
import { trackLyrics } from './lyrics.ts'

test('[MF11] the words of a file are those of the whole, and are not shown of a part of it', async () => {
  const folderPath = await mkdtemp(join(tmpdir(), 'baton-lyrics-'))
  try {
    await writeFile(join(folderPath, 'a.flac'), '')
    await writeFile(join(folderPath, 'a.lrc'), '[00:01.00]One')
    const whole = {
      trackId: 'a' as TrackId,
      folderPath,
      path: 'a.flac',
      mime: 'audio/flac',
      codec: 'flac',
      missing: false,
      part: null,
      sampleHash: 'a',
      sizeBytes: 1,
      durationMs: 2_000,
    }
    const lyrics = trackLyrics({ files: trackFiles() })
    assert.equal((await lyrics.of(whole))?.lines[0]?.text, 'One')
    assert.equal(await lyrics.of({ ...whole, part: { startFrame: 0, endFrame: 75 } }), null)
  } finally {
    await rm(folderPath, { recursive: true, force: true })
  }
})
