import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TrackId } from '@baton/protocol'
import { trackFiles } from '#stores/files'
import { id3v2, mp3Frames } from '../../../../../testing/src/music/raw-files.ts'
import { trackLyrics } from './lyrics.ts'

test('[B34] a plain text of the same name counts where nothing else has words', async (t) => {
  const folderPath = await mkdtemp(join(tmpdir(), 'baton-lyrics-'))
  t.after(() => rm(folderPath, { recursive: true }))
  const lyrics = trackLyrics({ files: trackFiles() })
  const linesOf = async (name: string) => {
    const about = { trackId: 'a' as TrackId, mime: 'audio/mpeg', codec: 'mp3', missing: false, part: null }
    const content = { ...about, sampleHash: name, sizeBytes: 1, durationMs: 2_000 }
    return (await lyrics.of({ ...content, folderPath, path: `${name}.mp3` }))?.lines.map(({ text }) => text)
  }
  const words = Buffer.concat([Buffer.from('\0eng\0'), Buffer.from('inside')])
  const silence = mp3Frames([128, 128, 128])
  await writeFile(join(folderPath, 'bare.mp3'), silence)
  await writeFile(
    join(folderPath, 'own.mp3'),
    Buffer.concat([id3v2(3, [{ name: 'USLT', body: words }]), silence]),
  )
  for (const name of ['bare', 'own']) await writeFile(join(folderPath, `${name}.txt`), 'one\n\ntwo')
  assert.deepEqual(await linesOf('bare'), ['one', '', 'two'])
  assert.deepEqual(await linesOf('own'), ['inside'])
  await writeFile(join(folderPath, 'bare.lrc'), '[00:01.00]sung')
  assert.deepEqual(await linesOf('bare'), ['sung'])
})

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
