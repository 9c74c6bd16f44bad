import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { AudioFormat } from '#engine/audio-formats'
import {
  apeTag,
  dffFile,
  dsfFile,
  id3v2,
  mp3Frames,
  textFrame,
} from '../../../../../testing/src/music/raw-files.ts'
import { makeSound } from '../../../../../testing/src/music/sound-files.ts'
import type { FileBytes } from './file-bytes.ts'
import { readTrack } from './read-track.ts'
import { soundHashIn } from './sound-hash.ts'

const LONG = 'A title that is much longer than the one before. '.repeat(40)

test('[B2] a file of any format is known by its sound, whatever its tags say and however long they are', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-sound-'))
  t.after(() => rm(folder, { recursive: true }))
  const hashOf = async (path: string) => {
    const read = await readTrack(path)
    assert.equal(read.kind, 'track', path)
    return read.kind === 'track' ? read.facts.soundHash : null
  }
  const made: Readonly<Record<string, readonly string[]>> = {
    flac: [],
    mp3: [],
    ogg: [],
    opus: [],
    oga: ['-c:a', 'flac'],
    m4a: [],
    'alac.m4a': ['-c:a', 'alac'],
    'parts.m4a': ['-movflags', 'frag_keyframe+empty_moov+default_base_moof'],
    wav: [],
    aiff: ['-write_id3v2', '1'],
    wma: ['-c:a', 'wmav2'],
    wv: ['-c:a', 'wavpack'],
  }
  for (const [kind, codec] of Object.entries(made)) {
    const sound = async (name: string, title: string, hz: number) => {
      const path = join(folder, `${name}.${kind}`)
      const tags = { title, artist: title.slice(0, 100) }
      await makeSound({ path, seconds: 2, hz, tags, ...(codec.length > 0 && { codec }) })
      return hashOf(path)
    }
    const before = await sound('before', 'A', 300)
    assert.ok(before, kind)
    assert.equal(await sound('after', LONG, 300), before, kind)
    assert.notEqual(await sound('other', 'A', 301), before, kind)
  }
  const raw: Readonly<Record<string, Buffer>> = {
    mp3: mp3Frames(Array.from({ length: 60 }, (_, nth) => [128, 160][nth % 2] ?? 128)),
    dsf: dsfFile({ seconds: 0.1, hz: 440 }),
    dff: dffFile({ seconds: 0.1, hz: 440 }),
  }
  for (const [kind, bytes] of Object.entries(raw)) {
    const write = async (name: string, ...parts: readonly Buffer[]) => {
      const path = join(folder, `${name}.${kind}`)
      await writeFile(path, Buffer.concat(parts))
      return hashOf(path)
    }
    const plain = await write('plain', bytes)
    assert.ok(plain, kind)
    if (kind === 'dsf') assert.equal(await write('tagged', bytes, id3v2(3, [textFrame('TIT2', LONG)])), plain)
    if (kind === 'mp3')
      assert.equal(
        await write('tagged', id3v2(4, [textFrame('TIT2', LONG)], 500), bytes, apeTag({ Title: LONG })),
        plain,
      )
  }
})

test('[B2] recordings that are silent at their beginning and in their middle are told apart, silence is known by nothing', () => {
  const wav = (loudAt: number | null) => {
    const sound = Buffer.alloc(1_000_000)
    if (loudAt !== null) sound.fill('sound', loudAt, loudAt + 100_000)
    const head = Buffer.alloc(20)
    head.write('RIFF    WAVEdata')
    head.writeUInt32LE(sound.length, 16)
    return soundHashIn(bytesOf(Buffer.concat([head, sound])), 0, formatOf('wav'))
  }
  assert.ok(wav(200_000))
  assert.equal(wav(200_000), wav(200_000))
  assert.notEqual(wav(200_000), wav(700_000))
  assert.equal(wav(null), null)
})

test('[B2] an MP4 file in many pieces is known by the sound of all of them', () => {
  const part = (name: string, body: string) => {
    const head = Buffer.alloc(8)
    head.writeUInt32BE(8 + body.length)
    head.write(name, 4)
    return Buffer.concat([head, Buffer.from(body)])
  }
  const mp4 = (tags: string, ...pieces: readonly string[]) =>
    soundHashIn(
      bytesOf(
        Buffer.concat([
          part('moov', tags),
          ...pieces.flatMap((piece) => [part('moof', tags), part('mdat', piece)]),
        ]),
      ),
      0,
      formatOf('mp4'),
    )
  const [first, second, other] = ['ab', 'cd', 'ef'].map((two) => two.repeat(3_000))
  assert.ok(first && second && other)
  const whole = mp4('A', first, second)
  assert.ok(whole)
  assert.equal(mp4('A longer one', first, second), whole)
  assert.notEqual(mp4('A', first, other), whole)
  assert.notEqual(mp4('A', first), whole)
  const short = 'gh'.repeat(1_000)
  assert.ok(mp4('A', short, short, short), 'none of them is long')
})

function formatOf(name: AudioFormat['name']): AudioFormat {
  return { name } as AudioFormat
}

function bytesOf(bytes: Buffer): FileBytes {
  const upTo = (position: number, length: number) => bytes.subarray(position, position + length)
  return {
    size: bytes.length,
    upTo,
    at: (position, length) => (position + length > bytes.length ? null : upTo(position, length)),
  }
}
