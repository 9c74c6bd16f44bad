// Writes tagged FLAC files (16 bit, stereo, 44,100 Hz): enough of the format for tunes of our own, so that a first
// start needs no program beside the hub.
import { createHash } from 'node:crypto'
import { endianness } from 'node:os'
import { bits } from './bits.ts'
import { BLOCK_SAMPLES, writeFrame } from './flac-frame.ts'

export const SAMPLE_RATE = 44_100
const SEEK_EVERY_FRAMES = 50
const VENDOR = 'Baton'

export type FlacSource = {
  readonly left: Int16Array
  readonly right: Int16Array
  readonly tags: readonly (readonly [name: string, value: string])[]
  readonly picture: {
    readonly mime: string
    readonly width: number
    readonly height: number
    readonly bytes: Uint8Array
  }
}

export function encodeFlac({ left, right, tags, picture }: FlacSource): Buffer {
  const out = bits(1 << 20)
  const frames: { readonly offset: number; readonly bytes: number }[] = []
  for (let from = 0; from < left.length; from += BLOCK_SAMPLES) {
    const offset = out.length
    const to = Math.min(from + BLOCK_SAMPLES, left.length)
    writeFrame(
      out,
      frames.length,
      Int32Array.from(left.subarray(from, to)),
      Int32Array.from(right.subarray(from, to)),
    )
    frames.push({ offset, bytes: out.length - offset })
  }
  return Buffer.concat([
    Buffer.from('fLaC'),
    block(0, streamInfo(left, right, frames)),
    block(3, seekTable(left.length, frames)),
    block(4, comments(tags)),
    block(6, pictureBlock(picture), true),
    out.bytes(),
  ])
}

function block(type: number, body: Buffer, last = false): Buffer {
  const header = Buffer.alloc(4)
  header.writeUInt32BE(body.length)
  header[0] = type | (last ? 0x80 : 0)
  return Buffer.concat([header, body])
}

function streamInfo(
  left: Int16Array,
  right: Int16Array,
  frames: readonly { readonly bytes: number }[],
): Buffer {
  const info = bits(64)
  info.put(BLOCK_SAMPLES, 16)
  info.put(BLOCK_SAMPLES, 16)
  info.put(Math.min(...frames.map((frame) => frame.bytes)), 24)
  info.put(Math.max(...frames.map((frame) => frame.bytes)), 24)
  info.put(SAMPLE_RATE, 20)
  info.put(1, 3)
  info.put(15, 5)
  info.put(0, 4)
  info.put(left.length, 32)
  return Buffer.concat([info.bytes(), createHash('md5').update(interleaved(left, right)).digest()])
}

/** The samples as the format's checksum wants them: little-endian, left and right in turn. */
export function interleaved(left: Int16Array, right: Int16Array): Buffer {
  const pcm = new Int16Array(left.length * 2)
  for (let at = 0; at < left.length; at += 1) {
    pcm[2 * at] = left[at] as number
    pcm[2 * at + 1] = right[at] as number
  }
  const bytes = Buffer.from(pcm.buffer)
  return endianness() === 'LE' ? bytes : bytes.swap16()
}

function seekTable(samples: number, frames: readonly { readonly offset: number }[]): Buffer {
  const points = frames.flatMap((frame, index) => (index % SEEK_EVERY_FRAMES === 0 ? [{ frame, index }] : []))
  const table = Buffer.alloc(points.length * 18)
  for (const [row, { frame, index }] of points.entries()) {
    const first = index * BLOCK_SAMPLES
    table.writeBigUInt64BE(BigInt(first), row * 18)
    table.writeBigUInt64BE(BigInt(frame.offset), row * 18 + 8)
    table.writeUInt16BE(Math.min(BLOCK_SAMPLES, samples - first), row * 18 + 16)
  }
  return table
}

function comments(tags: FlacSource['tags']): Buffer {
  const text = (value: string) => {
    const body = Buffer.from(value)
    const length = Buffer.alloc(4)
    length.writeUInt32LE(body.length)
    return Buffer.concat([length, body])
  }
  const count = Buffer.alloc(4)
  count.writeUInt32LE(tags.length)
  return Buffer.concat([text(VENDOR), count, ...tags.map(([name, value]) => text(`${name}=${value}`))])
}

const FRONT_COVER = 3

function pictureBlock({ mime, width, height, bytes }: FlacSource['picture']): Buffer {
  const number = (value: number) => {
    const field = Buffer.alloc(4)
    field.writeUInt32BE(value)
    return field
  }
  return Buffer.concat([
    ...[FRONT_COVER, mime.length].map(number),
    Buffer.from(mime, 'latin1'),
    ...[0, width, height, 24, 0, bytes.length].map(number),
    bytes,
  ])
}
