// Reads what a FLAC file says of itself straight from its head, and looks whether its end is there. Whatever is not as
// usual is left to the general reader: then the answer is null.
import { readSync } from 'node:fs'
import type { MusicBrainzIds } from '#engine'
import type { TrackTags } from './tags.ts'
import { countedIn, gainIn, gainsOf, peakIn, yearIn } from './tags.ts'

const MAX_BLOCKS = 64
const MAX_COMMENT_BYTES = 1024 * 1024
const MAX_PICTURE_BYTES = 20 * 1024 * 1024
const MAX_TAIL_BYTES = 1024 * 1024
const FRONT_COVER = 3

export type FlacHead = {
  readonly durationMs: number
  readonly totalSamples: number
  readonly blockSize: number
  readonly maxFrameBytes: number
  readonly comments: ReadonlyMap<string, readonly string[]>
  readonly pictures: readonly { readonly at: number; readonly bytes: number }[]
}

export function readFlacHead(fd: number, head: Buffer): FlacHead | null {
  if (head.subarray(0, 4).toString('latin1') !== 'fLaC') return null
  let at = 4
  let stream: Pick<FlacHead, 'durationMs' | 'totalSamples' | 'blockSize' | 'maxFrameBytes'> | null = null
  let comments: ReadonlyMap<string, readonly string[]> = new Map()
  const pictures: { at: number; bytes: number }[] = []
  for (let block = 0; block < MAX_BLOCKS; block += 1) {
    const header = part(fd, head, at, 4)
    if (header === null) return null
    const kind = header.readUInt8(0) & 0x7f
    const bytes = header.readUIntBE(1, 3)
    at += 4
    if (kind === 0) stream = streamOf(part(fd, head, at, bytes))
    if (kind === 4) {
      const block = bytes > MAX_COMMENT_BYTES ? null : part(fd, head, at, bytes)
      const read = block && commentsOf(block)
      if (!read) return null
      comments = read
    }
    if (kind === 6) pictures.push({ at, bytes })
    at += bytes
    if (header.readUInt8(0) >= 0x80) return stream && { ...stream, comments, pictures }
  }
  return null
}

/** False where the last frame ends before the stream should: the file was cut off, or is still being copied. */
export function flacEndIsThere(fd: number, size: number, tail: Buffer, stream: FlacHead): boolean {
  if (stream.totalSamples === 0 || stream.maxFrameBytes === 0) return true
  const least = Math.min(MAX_TAIL_BYTES, size, stream.maxFrameBytes + 256)
  const end = tail.length >= least ? tail : part(fd, Buffer.alloc(0), size - least, least)
  if (end === null) return false
  let last = -1
  for (let at = end.indexOf(0xff); at >= 0; at = end.indexOf(0xff, at + 1)) {
    const frameEnd = frameEndAt(end, at, stream.blockSize)
    if (frameEnd !== null && frameEnd <= stream.totalSamples + stream.blockSize)
      last = Math.max(last, frameEnd)
    if (last >= stream.totalSamples) return true
  }
  return last < 0 ? stream.maxFrameBytes > MAX_TAIL_BYTES : false
}

export function flacTags({ comments }: FlacHead): TrackTags {
  const all = (...names: readonly string[]) => names.flatMap((name) => comments.get(name) ?? [])
  const one = (...names: readonly string[]) => all(...names)[0] ?? null
  const artists = all('ARTISTS')
  const named = all('ARTIST')
  const musicBrainz: MusicBrainzIds = {
    trackId: one('MUSICBRAINZ_TRACKID'),
    albumId: one('MUSICBRAINZ_ALBUMID'),
    artistId: one('MUSICBRAINZ_ARTISTID'),
  }
  return {
    title: one('TITLE'),
    artist: named.length > 1 ? named.join(', ') : (named[0] ?? null),
    artists: artists.length > 1 ? artists : named,
    album: one('ALBUM'),
    albumArtist:
      one('ALBUMARTIST', 'ALBUM ARTIST', 'ALBUM_ARTIST') ??
      (one('COMPILATION') === '1' ? 'Various artists' : null),
    discNo: countedIn(one('DISCNUMBER', 'DISC')),
    trackNo: countedIn(one('TRACKNUMBER', 'TRACK')),
    year: yearIn(one('ORIGINALDATE', 'ORIGINALYEAR', 'DATE', 'YEAR')),
    genre: one('GENRE'),
    replayGain: gainsOf({
      trackGainDb: gainIn(one('REPLAYGAIN_TRACK_GAIN')),
      trackPeak: peakIn(one('REPLAYGAIN_TRACK_PEAK')),
      albumGainDb: gainIn(one('REPLAYGAIN_ALBUM_GAIN')),
      albumPeak: peakIn(one('REPLAYGAIN_ALBUM_PEAK')),
    }),
    musicBrainz: Object.values(musicBrainz).some((id) => id !== null) ? musicBrainz : null,
  }
}

/** The picture that is meant as the cover, else the first; null where there is none. */
export function flacPicture(fd: number, { pictures }: FlacHead): Uint8Array | null {
  let chosen: Uint8Array | null = null
  for (const { at, bytes } of pictures) {
    if (bytes > MAX_PICTURE_BYTES) continue
    const block = part(fd, Buffer.alloc(0), at, bytes)
    const picture = block && pictureIn(block)
    if (picture && (chosen === null || picture.kind === FRONT_COVER)) chosen = picture.data
    if (picture?.kind === FRONT_COVER) break
  }
  return chosen
}

function pictureIn(block: Buffer): { readonly kind: number; readonly data: Uint8Array } | null {
  try {
    const mimeBytes = block.readUInt32BE(4)
    const textBytes = block.readUInt32BE(8 + mimeBytes)
    const at = 8 + mimeBytes + 4 + textBytes + 16
    const bytes = block.readUInt32BE(at)
    if (bytes === 0 || at + 4 + bytes > block.length) return null
    return { kind: block.readUInt32BE(0), data: new Uint8Array(block.subarray(at + 4, at + 4 + bytes)) }
  } catch {
    return null
  }
}

function streamOf(block: Buffer | null) {
  if (block === null || block.length < 18) return null
  const rate = block.readUIntBE(10, 3) >>> 4
  const totalSamples = (block.readUInt8(13) & 0x0f) * 2 ** 32 + block.readUInt32BE(14)
  if (rate === 0 || totalSamples === 0) return null
  return {
    totalSamples,
    durationMs: Math.max(1, Math.round((totalSamples / rate) * 1000)),
    blockSize: block.readUInt16BE(2),
    maxFrameBytes: block.readUIntBE(7, 3),
  }
}

function commentsOf(block: Buffer): ReadonlyMap<string, readonly string[]> | null {
  const found = new Map<string, string[]>()
  try {
    let at = 4 + block.readUInt32LE(0)
    const count = block.readUInt32LE(at)
    at += 4
    for (let comment = 0; comment < count; comment += 1) {
      const bytes = block.readUInt32LE(at)
      const text = block.toString('utf8', at + 4, at + 4 + bytes)
      at += 4 + bytes
      if (at > block.length) return null
      const sign = text.indexOf('=')
      if (sign <= 0 || sign === text.length - 1) continue
      const name = text.slice(0, sign).toUpperCase()
      const values = found.get(name)
      if (values) values.push(text.slice(sign + 1))
      else found.set(name, [text.slice(sign + 1)])
    }
    return found
  } catch {
    return null
  }
}

/** Up to which sample the frame that begins at `at` sounds; null where none begins. */
function frameEndAt(bytes: Buffer, at: number, usualBlock: number): number | null {
  if (at + 6 > bytes.length || ((bytes[at + 1] ?? 0) & 0xfe) !== 0xf8 || (bytes[at + 3] ?? 0) & 1) return null
  const sizes = bytes[at + 2] ?? 0
  const number = codedNumber(bytes, at + 4)
  if (number === null) return null
  let next = at + 4 + number.bytes
  const code = sizes >> 4
  const extra = code === 6 ? 1 : code === 7 ? 2 : 0
  if (code === 0 || next + extra + 3 > bytes.length) return null
  const blockSize =
    extra > 0
      ? bytes.readUIntBE(next, extra) + 1
      : code === 1
        ? 192
        : code < 6
          ? 576 << (code - 2)
          : 256 << (code - 8)
  next += extra
  const rate = sizes & 15
  if (rate === 15) return null
  next += rate === 12 ? 1 : rate > 12 ? 2 : 0
  if (next >= bytes.length || crc8(bytes, at, next) !== bytes[next]) return null
  const isFixed = ((bytes[at + 1] ?? 0) & 1) === 0
  return (isFixed ? number.value * usualBlock : number.value) + blockSize
}

/** A number as UTF-8 would write it, up to 36 bits. */
function codedNumber(bytes: Buffer, at: number): { readonly value: number; readonly bytes: number } | null {
  const first = bytes[at] ?? 0
  if (first < 0x80) return { value: first, bytes: 1 }
  const length = Math.clz32(~(first << 24))
  if (length < 2 || length > 7 || at + length > bytes.length) return null
  let value = length === 7 ? 0 : first & (0x7f >> length)
  for (let index = 1; index < length; index += 1) {
    const byte = bytes[at + index] ?? 0
    if ((byte & 0xc0) !== 0x80) return null
    value = value * 64 + (byte & 0x3f)
  }
  return { value, bytes: length }
}

function crc8(bytes: Buffer, from: number, to: number): number {
  let crc = 0
  for (let at = from; at < to; at += 1) {
    crc ^= bytes[at] ?? 0
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : crc << 1
  }
  return crc
}

/** From what was read already, else from the file; null where it ends before. */
function part(fd: number, head: Buffer, at: number, bytes: number): Buffer | null {
  if (at + bytes <= head.length) return head.subarray(at, at + bytes)
  const buffer = Buffer.allocUnsafe(bytes)
  return readSync(fd, buffer, 0, bytes, at) === bytes ? buffer : null
}
