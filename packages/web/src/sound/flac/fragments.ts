// FLAC inside of MP4, in fragments: the shape in which browsers take sound piece by piece, with the exact number of
// samples of each piece. ISO/IEC 14496-12, and "Encapsulation of FLAC in ISO Base Media File Format".
import type { Frame } from './frames.ts'
import type { StreamInfo } from './stream-info.ts'

export const FLAC_IN_MP4 = 'audio/mp4; codecs="flac"'

type Part = Uint8Array | readonly number[]

/** What has to be given once before the fragments of a track. */
export function initSegment(info: StreamInfo): Uint8Array<ArrayBuffer> {
  const { sampleRate } = info
  const sampleTable = box(
    'stbl',
    fullBox('stsd', u32(1), sampleEntry(info)),
    fullBox('stts', u32(0)),
    fullBox('stsc', u32(0)),
    fullBox('stsz', u32(0), u32(0)),
    fullBox('stco', u32(0)),
  )
  const media = box(
    'mdia',
    fullBox('mdhd', u32(0), u32(0), u32(sampleRate), u32(0), UNDETERMINED_LANGUAGE, u16(0)),
    fullBox('hdlr', u32(0), text('soun'), zeros(12), [0]),
    box(
      'minf',
      fullBox('smhd', u32(0)),
      box('dinf', fullBox('dref', u32(1), versioned('url ', 0, 1))),
      sampleTable,
    ),
  )
  const trackHead = versioned(
    'tkhd',
    0,
    7,
    ...[zeros(8), u32(TRACK), zeros(8), zeros(12), u16(0x0100), zeros(2), UNTURNED, zeros(8)],
  )
  return joined([
    box('ftyp', text('iso5'), u32(512), text('iso5'), text('iso6'), text('mp41')),
    box(
      'moov',
      fullBox(
        'mvhd',
        ...[zeros(8), u32(sampleRate), u32(0), u32(0x0001_0000), u16(0x0100), zeros(10), UNTURNED],
        ...[zeros(24), u32(TRACK + 1)],
      ),
      box('trak', trackHead, media),
      box('mvex', fullBox('trex', u32(TRACK), u32(1), u32(0), u32(0), u32(STANDS_ALONE))),
    ),
  ])
}

/** Frames that follow each other, as one fragment. */
export function fragment(frames: readonly Frame[], sequenceNumber: number): Uint8Array<ArrayBuffer> {
  const first = frames[0]?.sample ?? 0
  const run = frames.flatMap(({ samples, bytes }) => [u32(samples), u32(bytes.length)])
  const moofWith = (dataOffset: number) =>
    box(
      'moof',
      fullBox('mfhd', u32(sequenceNumber)),
      box(
        'traf',
        versioned('tfhd', 0, 0x02_0000, u32(TRACK)),
        versioned('tfdt', 1, 0, u32(Math.floor(first / 2 ** 32)), u32(first % 2 ** 32)),
        versioned('trun', 0, 0x301, u32(frames.length), u32(dataOffset), ...run),
      ),
    )
  const moof = moofWith(moofWith(0).length + 8)
  return joined([moof, box('mdat', ...frames.map(({ bytes }) => bytes))])
}

const TRACK = 1
/** Every frame of FLAC can be decoded without any other. */
const STANDS_ALONE = 0x0200_0000
const UNDETERMINED_LANGUAGE = u16(0x55c4)
const UNTURNED = [0x0001_0000, 0, 0, 0, 0x0001_0000, 0, 0, 0, 0x4000_0000].flatMap(u32)

function sampleEntry({ channels, bitsPerSample, sampleRate, block }: StreamInfo): Uint8Array {
  // The field has 16 bits; what counts is the stream's own block.
  const rate = sampleRate < 65_536 ? sampleRate : 0
  return box(
    'fLaC',
    ...[zeros(6), u16(1), zeros(8), u16(channels), u16(bitsPerSample), zeros(4), u16(rate), zeros(2)],
    fullBox('dfLa', [0x80, 0, 0, block.length], block),
  )
}

function fullBox(name: string, ...parts: readonly Part[]): Uint8Array {
  return versioned(name, 0, 0, ...parts)
}

function versioned(name: string, version: number, flags: number, ...parts: readonly Part[]): Uint8Array {
  return box(name, u32(version * 2 ** 24 + flags), ...parts)
}

function box(name: string, ...parts: readonly Part[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 8)
  return joined([u32(length), text(name), ...parts])
}

function joined(parts: readonly Part[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

function text(word: string): readonly number[] {
  return Array.from(word, (letter) => letter.charCodeAt(0))
}

function u32(value: number): readonly number[] {
  return [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff]
}

function u16(value: number): readonly number[] {
  return [value >>> 8, value & 0xff]
}

function zeros(length: number): readonly number[] {
  return new Array<number>(length).fill(0)
}
