import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { IAudioMetadata } from 'music-metadata'
import {
  apeTag,
  dffFile,
  dsfFile,
  id3v2,
  mp3Frames,
  numbered,
  textFrame,
} from '../../../../../testing/src/music/raw-files.ts'
import { makePicture, makeSound } from '../../../../../testing/src/music/sound-files.ts'
import { embeddedLyrics } from '../lyrics/embedded-lyrics.ts'
import { commentsFrom, tagsOf } from './comments.ts'
import { parsedComments } from './general-reader.ts'
import { embeddedCover } from './read-covers.ts'
import { readTrack } from './read-track.ts'
import { gainIn, peakIn } from './tags.ts'

/** "Кино" as a Russian computer of 1999 wrote it, called Latin-1. */
const KINO = Buffer.from('cae8edee', 'hex')

test('[MF1] [MF4] [MF9] ID3 in AIFF, DSF and DSDIFF is read as in MP3, with its picture and its words', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-container-'))
  t.after(() => rm(folder, { recursive: true }))
  await makePicture(join(folder, 'cover.png'))
  const png = await readFile(join(folder, 'cover.png'))
  const words = Buffer.concat([Buffer.from('\0eng\0'), Buffer.from('[00:01.00]sung')])
  const tag = id3v2(3, [
    textFrame('TIT2', KINO),
    textFrame('TPE1', 'AC/DC', 'utf16le'),
    textFrame('TPE2', '25/17', 'utf16le'),
    { name: 'APIC', body: Buffer.concat([Buffer.from('\0image/png\0\x03\0'), png]) },
    { name: 'USLT', body: words },
  ])
  await makeSound({ path: join(folder, 'plain.aiff'), codec: [] })
  const aiff = await readFile(join(folder, 'plain.aiff'))
  const dsf = dsfFile({ seconds: 0.1, hz: 440 })
  dsf.writeBigUInt64LE(BigInt(dsf.length + tag.length), 12)
  dsf.writeBigUInt64LE(BigInt(dsf.length), 20)
  const pad = Buffer.alloc(tag.length & 1)
  const size = Buffer.alloc(8)
  size.writeBigUInt64BE(BigInt(tag.length))
  const files: Readonly<Record<string, Buffer>> = {
    'a.aiff': Buffer.concat([aiff, Buffer.from('ID3 '), numbered(tag.length), tag, pad]),
    'b.dsf': Buffer.concat([dsf, tag]),
    'c.dff': Buffer.concat([dffFile({ seconds: 0.1, hz: 440 }), Buffer.from('ID3 '), size, tag, pad]),
  }
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(folder, name)
    await writeFile(path, bytes)
    const read = await readTrack(path)
    assert.ok(read.kind === 'track', `${name}: ${JSON.stringify(read)}`)
    const { title, artist, artists, albumArtist, albumArtists } = read.facts
    assert.deepEqual(
      [title, artist, artists, albumArtist, albumArtists],
      ['Кино', 'AC/DC', ['AC/DC'], '25/17', undefined],
      name,
    )
    assert.deepEqual(Buffer.from((await embeddedCover(path)) ?? []), png, name)
    assert.deepEqual((await embeddedLyrics(path))?.lines, [{ atMs: 1_000, text: 'sung' }], name)
  }
})

test('[MF1] a slash stays a letter where an APE tag stands behind the sound', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-container-'))
  t.after(() => rm(folder, { recursive: true }))
  const path = join(folder, 'both.mp3')
  const tag = id3v2(3, [textFrame('TPE1', 'AC/DC', 'utf16le')])
  const sound = mp3Frames(Array.from({ length: 40 }, () => 128))
  await writeFile(path, Buffer.concat([tag, sound, apeTag({ Title: 'Behind', Artist: 'Else' })]))
  const read = await readTrack(path)
  assert.ok(read.kind === 'track')
  const { title, artist, artists } = read.facts
  assert.deepEqual([title, artist, artists], ['Behind', 'AC/DC', ['AC/DC']])
})

test('[MF1] several performers and album artists are those named one by one, in their order, in any format', () => {
  const read = (native: string, common: object) => tagsOf(parsedComments(metadata(native, common)))
  const two = { artist: 'Ann', artists: ['Ann', 'Ben'], albumartist: 'Ann', albumartists: ['Ann', 'Zed'] }
  for (const format of ['APEv2', 'iTunes', 'matroska']) {
    const { artists, albumArtist, albumArtists } = read(format, two)
    assert.deepEqual([artists, albumArtist, albumArtists], [['Ann', 'Ben'], 'Ann, Zed', ['Ann', 'Zed']])
  }
  // The library tells of further values before the first one.
  const further = { artist: 'Ben', artists: ['Ben', 'Cem', 'Ann'], genre: ['Pop', 'Rock'] }
  const { artist, artists, genre, genres } = read('asf', further)
  assert.deepEqual([artist, artists], ['Ann, Ben, Cem', ['Ann', 'Ben', 'Cem']])
  assert.deepEqual([genre, genres], ['Rock', ['Rock', 'Pop']])
})

test('[MF1] [B30] values with a zero between them are several, and decimals may have a comma', () => {
  const { artists, title } = tagsOf(
    commentsFrom([
      ['ARTIST', 'Ann\0Ben'],
      ['TITLE', 'One\0'],
    ]),
  )
  assert.deepEqual([artists, title], [['Ann', 'Ben'], 'One'])
  assert.deepEqual([gainIn('-7,53 dB'), gainIn('-7.53 dB'), peakIn('0,988')], [-7.53, -7.53, 0.988])
})

function metadata(native: string, common: object): IAudioMetadata {
  return { native: { [native]: [] }, common: { disk: {}, track: {}, ...common } } as unknown as IAudioMetadata
}
