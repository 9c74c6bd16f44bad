import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { id3v2, mp3Frames, type RawFrame, textFrame } from '../../../../../testing/src/music/raw-files.ts'
import { makeSound } from '../../../../../testing/src/music/sound-files.ts'
import { embeddedLyrics } from './embedded-lyrics.ts'

const SOUND = mp3Frames(Array.from({ length: 20 }, () => 128))

test('[B34] the words of an MP3 are shown, those with times before those without', async () => {
  await using folder = await temporary()
  const lines = async (...frames: readonly RawFrame[]) => {
    await writeFile(folder.at('a.mp3'), Buffer.concat([id3v2(3, frames), SOUND]))
    return (await embeddedLyrics(folder.at('a.mp3')))?.lines.map(({ atMs, text }) => `${atMs} ${text}`)
  }
  const plain = Buffer.concat([Buffer.from('\0eng\0'), Buffer.from('one\ntwo')])
  assert.deepEqual(await lines({ name: 'USLT', body: plain }), ['null one', 'null two'])
  const wide = Buffer.concat([Buffer.from('\x01deu'), Buffer.from('\ufeff\0\ufeff[00:02]zwölf', 'utf16le')])
  const empty = { name: 'USLT', body: Buffer.from('\0eng\0') }
  assert.deepEqual(await lines(empty, { name: 'USLT', body: wide }), ['2000 zwölf'])
  const russian = Buffer.concat([Buffer.from('\0rus\0'), Buffer.from('cff0e8e2e5f220ece8f0', 'hex')])
  assert.deepEqual(await lines({ name: 'USLT', body: russian }), ['null Привет мир'])
  const sung = Buffer.concat([
    Buffer.from('\x03eng\x02\x01\0la\0'),
    Buffer.of(0, 0, 1, 0),
    Buffer.from('le\0'),
    Buffer.of(0, 0, 2, 0),
  ])
  assert.deepEqual(await lines({ name: 'USLT', body: plain }, { name: 'SYLT', body: sung }), [
    '256 la',
    '512 le',
  ])
  assert.deepEqual(await lines(textFrame('TXXX', ['SYNCEDLYRICS', '[00:03]three'])), ['3000 three'])
  assert.equal(await lines(textFrame('TIT2', 'no words')), undefined)
})

test('[B34] every name that programs give to lyrics is read, in FLAC and in Opus', async () => {
  await using folder = await temporary()
  for (const ending of ['flac', 'opus'])
    for (const name of ['LYRICS', 'SYNCEDLYRICS', 'UNSYNCEDLYRICS']) {
      const path = folder.at(`${name}.${ending}`)
      await makeSound({ path, tags: { [name]: '[00:01]here' } })
      assert.deepEqual((await embeddedLyrics(path))?.lines, [{ atMs: 1_000, text: 'here' }], path)
    }
})

async function temporary() {
  const path = await mkdtemp(join(tmpdir(), 'baton-lyrics-'))
  return {
    at: (name: string) => join(path, name),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  }
}
