import assert from 'node:assert/strict'
import { execFileSync, type StdioOptions } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { seeded } from '@baton/testing/fakes/fixed-seeds'
import fc from 'fast-check'
import { lacking } from '../../../../testing/src/machine/child.ts'
import type { ByteSource } from './byte-source.ts'
import { openFlac } from './flac-file.ts'
import { fragment, initSegment } from './fragments.ts'
import { type Frame, frameSplitter, UnreadableFlac } from './frames.ts'

const skip = lacking('flac', 'ffmpeg')
const folder = mkdtempSync(join(tmpdir(), 'baton-flac-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const never = new AbortController().signal

interface Kind {
  readonly name: string
  readonly rate: number
  readonly channels: number
  readonly bits: 16 | 24
  readonly seconds: number
  readonly flac: readonly string[]
}
const KINDS: readonly Kind[] = [
  { name: 'as usual', rate: 44_100, channels: 2, bits: 16, seconds: 20, flac: ['-5'] },
  { name: 'mono, small blocks', rate: 8_000, channels: 1, bits: 16, seconds: 12, flac: ['-b', '192'] },
  { name: 'fine', rate: 96_000, channels: 2, bits: 24, seconds: 12, flac: ['-8', '-b', '8192'] },
  { name: 'no seek table', rate: 48_000, channels: 2, bits: 16, seconds: 15, flac: ['--no-seektable'] },
  {
    name: 'odd rate, odd blocks',
    rate: 37_801,
    channels: 2,
    bits: 16,
    seconds: 9,
    flac: ['-b', '1000', '--lax'],
  },
  { name: 'six channels', rate: 48_000, channels: 6, bits: 24, seconds: 4, flac: ['--no-padding'] },
  { name: 'one short frame', rate: 44_100, channels: 2, bits: 16, seconds: 0.03, flac: [] },
]

for (const kind of KINDS) {
  test(`a FLAC file (${kind.name}) is cut into its frames without losing a sample`, { skip }, async () => {
    const { bytes, samples } = made(kind)
    const file = await opened(bytes)
    assert.equal(file.info.sampleRate, kind.rate)
    assert.equal(file.info.channels, kind.channels)
    assert.equal(file.info.bitsPerSample, kind.bits)
    const frames = await all(file.frames(0, never))
    assertUnbroken(frames, 0, samples)
    const held = frames.reduce((sum, frame) => sum + frame.bytes.length, 0)
    assert.equal(held, bytes.length - audioFrom(bytes))
  })

  test(`a FLAC file (${kind.name}) in fragments decodes to the very same samples`, { skip }, async () => {
    const { bytes, path } = made(kind)
    const file = await opened(bytes)
    const parts = [initSegment(file.info)]
    for await (const frames of file.frames(0, never)) parts.push(fragment(frames, parts.length))
    const mp4 = `${path}.mp4`
    writeFileSync(mp4, Buffer.concat(parts))
    assert.equal(soundOf(mp4), soundOf(path))
  })

  test(`in a FLAC file (${kind.name}) any place is found within few reads`, { skip }, async () => {
    const { bytes, samples } = made(kind)
    const reads: number[] = []
    const file = await opened(bytes, reads)
    for (const share of [0, 0.01, 0.3, 0.5, 0.77, 0.999]) {
      const wanted = Math.floor(share * samples)
      reads.length = 0
      const [first] = (await file.frames(wanted, never).next()).value as readonly Frame[]
      assert.ok(first && first.sample <= wanted, `began at ${first?.sample}, behind ${wanted}`)
      // Three seconds, or what one read brings where that is more.
      const most = Math.max(3 * kind.rate, (65_536 / bytes.length) * samples) + kind.rate
      assert.ok(wanted - first.sample <= most, `began ${wanted - first.sample} samples early`)
      assert.ok(reads.length <= 8, `${reads.length} reads`)
    }
    const [middle] = (await file.frames(samples / 2, never).next()).value as readonly Frame[]
    assertUnbroken(await all(file.frames(samples / 2, never)), middle?.sample ?? -1, samples)
  })
}

test('however the bytes are cut on the way, the frames are the same', { skip }, async () => {
  const { bytes, samples } = made(KINDS[1] as Kind)
  const { info } = await opened(bytes)
  const sound = bytes.subarray(audioFrom(bytes))
  const whole = shape(splitAt(sound, [], info))
  assert.equal(whole.at(-1)?.end, samples)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: sound.length }), { maxLength: 40 }), (cuts) => {
      assert.deepEqual(shape(splitAt(sound, cuts, info)), whole)
    }),
    seeded({ numRuns: 60 }),
  )
})

test('begun anywhere in the middle, the frames are those of the file', { skip }, async () => {
  const { bytes, samples } = made(KINDS[1] as Kind)
  const { info } = await opened(bytes)
  const sound = bytes.subarray(audioFrom(bytes))
  const starts = new Set(splitAt(sound, [], info).map(({ sample }) => sample))
  fc.assert(
    fc.property(fc.integer({ min: 0, max: sound.length - 4_000 }), (from) => {
      const frames = splitAt(sound.subarray(from), [5_000], info)
      assert.ok(starts.has(frames[0]?.sample ?? -1))
      assertUnbroken(frames, frames[0]?.sample ?? -1, samples)
    }),
    seeded({ numRuns: 60 }),
  )
})

test('what is no FLAC is not taken for one, and damage does not make a wrong frame', { skip }, async () => {
  const { bytes } = made(KINDS[0] as Kind)
  assert.equal(await openFlac(inMemory(new TextEncoder().encode('ID3 and so on'), []), never), null)
  assert.equal(await openFlac(inMemory(new Uint8Array(0), []), never), null)
  assert.equal(await openFlac(inMemory(bytes.subarray(0, 30), []), never), null)
  const damaged = bytes.slice()
  damaged.fill(0xaa, bytes.length >> 1, (bytes.length >> 1) + 40_000)
  await assert.rejects(all((await opened(damaged)).frames(0, never)), UnreadableFlac)
  const cut = await all((await opened(bytes.subarray(0, bytes.length - 100))).frames(0, never))
  assertUnbroken(
    cut,
    0,
    cut.reduce((sum, { samples }) => sum + samples, 0),
  )
})

for (const [tail, behind] of Object.entries({
  ID3v1: Buffer.concat([Buffer.from('TAG'), Buffer.alloc(125, 'x')]),
  APEv2: Buffer.concat([Buffer.from('APETAGEX'), Buffer.alloc(2_000, 0xd0), Buffer.from('APETAGEX')]),
  zeros: Buffer.alloc(300_000),
  'a picture': Buffer.concat([0xff, 0xf8, 0xc9].map((byte) => Buffer.alloc(200_000, byte))),
})) {
  test(`[MF20] what lies behind the last frame (${tail}) takes no sample away`, { skip }, async () => {
    const [usual] = KINDS
    assert.ok(usual)
    const { bytes, samples } = made(usual)
    const file = await opened(new Uint8Array(Buffer.concat([bytes, behind])))
    const frames = await all(file.frames(0, never))
    assertUnbroken(frames, 0, samples)
    const last = (await all((await opened(bytes)).frames(0, never))).at(-1)?.bytes ?? new Uint8Array(0)
    assert.deepEqual(frames.at(-1)?.bytes.slice(0, last.length), last)
  })
}

for (const [tail, behind] of Object.entries({
  nothing: Buffer.alloc(0),
  ID3v1: Buffer.concat([Buffer.from('TAG'), Buffer.alloc(125, 'x')]),
  zeros: Buffer.alloc(300_000),
})) {
  test(`[MF20] without a total a FLAC file is played to its last sample (${tail} behind it), and places in it are found`, {
    skip,
  }, async () => {
    for (const kind of KINDS.slice(0, 2)) {
      const { bytes, samples } = made({ ...kind, name: `${kind.name}, piped` }, 'piped')
      const file = await opened(new Uint8Array(Buffer.concat([bytes, behind])), [], 50_000)
      assert.equal(file.info.totalSamples, samples)
      assertUnbroken(await all(file.frames(0, never)), 0, samples)
      const middle = await all(file.frames(samples / 2, never))
      const begin = middle[0]?.sample ?? Number.NaN
      assert.ok(begin <= samples / 2, `began at ${begin}`)
      if (behind.length < bytes.length) assert.ok(begin > 0, 'the whole file was read')
      assertUnbroken(middle, begin, samples)
    }
  })
}

test('[MF20] a FLAC file without a total may be one frame, or cut off; noise is none', { skip }, async () => {
  const short = made({ ...(KINDS[6] as Kind), name: 'short, piped' }, 'piped')
  assert.equal((await opened(short.bytes)).info.totalSamples, short.samples)
  const { bytes, samples } = made({ ...(KINDS[0] as Kind), name: 'cut, piped' }, 'piped')
  const file = await opened(bytes.subarray(0, bytes.length - 100))
  assert.ok(file.info.totalSamples < samples && file.info.totalSamples > samples - 10_000)
  assertUnbroken(await all(file.frames(0, never)), 0, file.info.totalSamples)
  const head = bytes.subarray(0, audioFrom(bytes))
  const noise = Buffer.concat([head, Uint8Array.from({ length: 300_000 }, (_, at) => (at * at * 31) >> 5)])
  assert.equal(await openFlac(inMemory(new Uint8Array(noise), []), never), null)
})

test('[MF20] a piece that was cut out of a longer file begins at 0 and ends where it does', {
  skip,
}, async () => {
  const kind = KINDS[0] as Kind
  const { path } = made(kind)
  const piece = join(folder, 'piece.flac')
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-ss', '5', '-t', '4', '-i', path, '-c', 'copy', piece])
  const file = await opened(new Uint8Array(readFileSync(piece)))
  const { totalSamples } = file.info
  assert.ok(Math.abs(totalSamples - 4 * kind.rate) < kind.rate / 2, `${totalSamples} samples`)
  const frames = await all(file.frames(0, never))
  assertUnbroken(frames, 0, totalSamples)
  const later = await all(file.frames(totalSamples - kind.rate, never))
  const begin = later[0]?.sample ?? Number.NaN
  assert.ok(begin <= totalSamples - kind.rate)
  assertUnbroken(later, begin, totalSamples)
  const parts = [initSegment(file.info), fragment(frames, 1)]
  writeFileSync(`${piece}.mp4`, Buffer.concat(parts))
  assert.equal(soundOf(`${piece}.mp4`), soundOf(piece))
})

test('[MF20] tags in front of the sound take nothing away', { skip }, async () => {
  const { bytes, samples } = made(KINDS[0] as Kind)
  const tag = (size: number) =>
    Buffer.concat([
      Buffer.from('ID3\x03\0\0\0\0'),
      Buffer.from([size >> 7, size & 127]),
      Buffer.alloc(size, 0xff),
    ])
  const file = await opened(new Uint8Array(Buffer.concat([tag(300), tag(9_000), bytes])))
  assertUnbroken(await all(file.frames(0, never)), 0, samples)
  const [middle] = (await file.frames(samples / 2, never).next()).value as readonly Frame[]
  assert.ok(middle && middle.sample <= samples / 2 && middle.sample > 0)
})

test('pictures before the sound are passed over, not read', { skip }, async () => {
  const { path } = made(KINDS[0] as Kind)
  const picture = join(folder, 'cover.png')
  execFileSync('ffmpeg', [
    '-v',
    'error',
    '-y',
    '-f',
    'lavfi',
    '-i',
    'nullsrc=s=900x900,geq=random(1)*255:128:128',
    '-frames:v',
    '1',
    picture,
  ])
  execFileSync('metaflac', [`--import-picture-from=${picture}`, path])
  const bytes = new Uint8Array(readFileSync(path))
  const reads: number[] = []
  const file = await opened(bytes, reads)
  assert.ok(audioFrom(bytes) > 300_000, 'the picture is too small for this test')
  assert.ok(reads.reduce((sum, length) => sum + length, 0) < 200_000)
  assertUnbroken(await all(file.frames(0, never)), 0, file.info.totalSamples)
})

/** `piped`: the encoder could not go back to the head, and left there what it did not know at the beginning. */
function made(kind: Kind, manner: 'written' | 'piped' = 'written') {
  const path = join(folder, `${kind.name}.flac`)
  const samples = Math.round(kind.seconds * kind.rate)
  const width = kind.bits / 8
  const pcm = Buffer.alloc(samples * kind.channels * width)
  for (let index = 0, noise = 1; index < samples * kind.channels; index++) {
    noise = (noise * 48_271) % 2_147_483_647
    const tone = Math.sin(index / 40) * 2 ** (kind.bits - 3)
    pcm.writeIntLE(
      Math.round(tone + (noise / 2_147_483_647 - 0.5) * 2 ** (kind.bits - 8)),
      index * width,
      width,
    )
  }
  const raw = ['--force-raw-format', '--endian=little', '--sign=signed', `--bps=${kind.bits}`]
  const shape = [`--sample-rate=${kind.rate}`, `--channels=${kind.channels}`]
  const args = ['-s', '-f', '--lax', ...raw, ...shape, ...kind.flac]
  if (manner === 'written') execFileSync('flac', [...args, '-o', path, '-'], { input: pcm })
  else {
    const stdio: StdioOptions = ['pipe', 'pipe', 'ignore']
    writeFileSync(path, execFileSync('flac', [...args, '-c', '-'], { input: pcm, maxBuffer: 2 ** 26, stdio }))
  }
  return { bytes: new Uint8Array(readFileSync(path)), path, samples }
}

async function opened(bytes: Uint8Array, reads: number[] = [], mostAtOnce = bytes.length) {
  const file = await openFlac(inMemory(bytes, reads, mostAtOnce), never)
  assert.ok(file, 'it was not taken for FLAC')
  return file
}

function inMemory(bytes: Uint8Array, reads: number[], mostAtOnce = bytes.length): ByteSource {
  return {
    read: async (from, length) => {
      const part = bytes.slice(from, from + Math.min(length, mostAtOnce))
      reads.push(part.length)
      return part
    },
    size: () => bytes.length,
  }
}

async function all(pieces: AsyncGenerator<readonly Frame[]>): Promise<readonly Frame[]> {
  const frames: Frame[] = []
  for await (const piece of pieces) frames.push(...piece)
  return frames
}

function splitAt(bytes: Uint8Array, cuts: readonly number[], info: Parameters<typeof frameSplitter>[0]) {
  const splitter = frameSplitter(info)
  const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
  const frames = places.slice(1).flatMap((to, index) => splitter.push(bytes.subarray(places[index], to)))
  return [...frames, ...splitter.end()]
}

function shape(frames: readonly Frame[]) {
  return frames.map(({ sample, samples, from, bytes }) => ({
    from,
    length: bytes.length,
    end: sample + samples,
  }))
}

function assertUnbroken(frames: readonly Frame[], from: number, to: number): void {
  let at = from
  for (const { sample, samples } of frames) {
    assert.equal(sample, at)
    at += samples
  }
  assert.equal(at, to)
}

function audioFrom(bytes: Uint8Array): number {
  for (let at = 4; ; ) {
    const isLast = ((bytes[at] ?? 0) & 0x80) !== 0
    at += 4 + (bytes[at + 1] ?? 0) * 65_536 + (bytes[at + 2] ?? 0) * 256 + (bytes[at + 3] ?? 0)
    if (isLast) return at
  }
}

/** What a decoder makes of it, as one word. */
function soundOf(path: string): string {
  const args = [
    '-v',
    'error',
    '-i',
    path,
    '-map',
    '0:a',
    '-f',
    'hash',
    '-hash',
    'md5',
    '-c:a',
    'pcm_s32le',
    '-',
  ]
  return String(execFileSync('ffmpeg', args)).trim()
}
