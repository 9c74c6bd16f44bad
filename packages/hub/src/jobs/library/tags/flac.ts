// Reads what a FLAC file says of itself straight from its head, and looks whether its end is there. Whatever is not as
// usual is left to the general reader: then the answer is null.
import { type Comments, commentsFrom } from './comments.ts'
import type { FileBytes } from './file-bytes.ts'
import { KEY_BYTES, pictureKey } from './picture-key.ts'
import { soundEnd, withoutZeros } from './sound-bounds.ts'
import { soundHashOf } from './sound-hash.ts'
import { vorbisComments } from './vorbis-comments.ts'

const MAX_BLOCKS = 64
const MAX_COMMENT_BYTES = 1024 * 1024
const MAX_PICTURE_BYTES = 20 * 1024 * 1024
const MAX_TAIL_BYTES = 1024 * 1024
const LEAST_TAIL_BYTES = 4_096
/** Of a stream that does not say how large its frames are. */
const UNKNOWN_TAIL_BYTES = 256 * 1024
const FRONT_COVER = 3

export type FlacHead = {
  readonly rate: number
  /** Zero where whoever wrote it did not know yet. */
  readonly totalSamples: number
  readonly blockSize: number
  readonly maxFrameBytes: number
  /** The encoder's sum of all samples; null where it made none. */
  readonly md5: string | null
  readonly comments: Comments
  readonly pictures: readonly { readonly at: number; readonly bytes: number }[]
  /** Where the first frame begins. */
  readonly soundAt: number
}

/** The file begins with the FLAC stream: what stands in front of it was passed over. */
export function readFlacHead(file: FileBytes): FlacHead | null {
  if (file.at(0, 4)?.toString('latin1') !== 'fLaC') return null
  let at = 4
  let stream: ReturnType<typeof streamOf> = null
  let comments: Comments = commentsFrom([])
  const pictures: { at: number; bytes: number }[] = []
  for (let block = 0; block < MAX_BLOCKS; block += 1) {
    const header = file.at(at, 4)
    if (header === null) return null
    const kind = header.readUInt8(0) & 0x7f
    const bytes = header.readUIntBE(1, 3)
    at += 4
    if (kind === 0) stream = streamOf(file.at(at, bytes))
    if (kind === 4) {
      const block = bytes > MAX_COMMENT_BYTES ? null : file.at(at, bytes)
      const read = block && vorbisComments(block)
      if (!read) return null
      comments = read
    }
    if (kind === 6) pictures.push({ at, bytes })
    at += bytes
    if (header.readUInt8(0) >= 0x80) return stream && { ...stream, comments, pictures, soundAt: at }
  }
  return null
}

/**
 * How long it sounds. Null where the last frame ends before the stream should: the file was cut off, or is still being
 * copied. Of a piece that was cut out of a stream the frames count from elsewhere, and tell how long it is.
 */
export function flacDurationMs(file: FileBytes, stream: FlacHead): number | null {
  const { totalSamples, maxFrameBytes, rate } = stream
  const ms = (samples: number) => Math.max(1, Math.round((samples / rate) * 1000))
  if (totalSamples > 0 && maxFrameBytes === 0) return ms(totalSamples)
  const { at: tagsAt } = soundEnd(file)
  const last = lastFrameEnd(file, tagsAt, stream) ?? lastFrameEnd(file, withoutZeros(file, tagsAt), stream)
  if (last === null) return totalSamples > 0 && maxFrameBytes > MAX_TAIL_BYTES ? ms(totalSamples) : null
  if (last >= totalSamples && totalSamples > 0) return ms(totalSamples)
  const first = frameAt(file.upTo(stream.soundAt, 32), 0, stream.blockSize)
  if (first === null || (totalSamples > 0 && first.start === 0)) return null
  return last > first.start ? ms(last - first.start) : null
}

/** Up to which sample the last frame before `end` sounds. */
function lastFrameEnd(file: FileBytes, end: number, stream: FlacHead): number | null {
  const { totalSamples, blockSize, maxFrameBytes } = stream
  const wanted = maxFrameBytes === 0 ? UNKNOWN_TAIL_BYTES : maxFrameBytes + 256
  const bytes = Math.min(MAX_TAIL_BYTES, end, Math.max(LEAST_TAIL_BYTES, wanted))
  const tail = file.at(end - bytes, bytes)
  if (tail === null) return null
  if (totalSamples === 0) return endOfRow(tail, blockSize)
  let last: number | null = null
  for (let at = tail.indexOf(0xff); at >= 0; at = tail.indexOf(0xff, at + 1)) {
    const frame = frameAt(tail, at, blockSize)
    if (frame === null || frame.end > totalSamples + blockSize) continue
    last = Math.max(last ?? 0, frame.end)
    if (last >= totalSamples) break
  }
  return last
}

/** Where nothing else says what is no frame, one counts that goes on where another ends; a single one counts as it is. */
function endOfRow(tail: Buffer, blockSize: number): number | null {
  const ends = new Set<number>()
  let last: number | null = null
  let any: number | null = null
  for (let at = tail.indexOf(0xff); at >= 0; at = tail.indexOf(0xff, at + 1)) {
    const frame = frameAt(tail, at, blockSize)
    if (frame === null) continue
    if (ends.has(frame.start)) last = frame.end
    any ??= frame.end
    ends.add(frame.end)
  }
  return last ?? any
}

/** Equal where the sound is, whatever the tags say. */
export function flacSoundHash(file: FileBytes, { md5, totalSamples, soundAt }: FlacHead): string | null {
  return md5 === null ? soundHashOf(file, soundAt, soundEnd(file).at) : `${md5} ${totalSamples}`
}

/** The same for equal pictures, hardly ever for others; null where there is none. */
export function flacPictureKey(file: FileBytes, { pictures }: FlacHead): string | null {
  if (pictures.length === 0) return null
  return pictures
    .map(({ at, bytes }) => pictureKey(bytes, file.upTo(at + Math.floor(bytes / 2), KEY_BYTES)))
    .join(' ')
}

/** The picture that is meant as the cover, else the first; null where there is none. */
export function flacPicture(file: FileBytes, { pictures }: FlacHead): Uint8Array | null {
  let chosen: Uint8Array | null = null
  for (const { at, bytes } of pictures) {
    if (bytes > MAX_PICTURE_BYTES) continue
    const block = file.at(at, bytes)
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
  const md5 = block.length >= 34 ? block.subarray(18, 34) : null
  if (rate === 0) return null
  return {
    rate,
    totalSamples,
    blockSize: block.readUInt16BE(2),
    maxFrameBytes: block.readUIntBE(7, 3),
    md5: md5?.some((byte) => byte !== 0) ? md5.toString('base64url') : null,
  }
}

type Frame = { readonly start: number; readonly end: number }

/** From which sample to which the frame that begins at `at` sounds; null where none begins. */
function frameAt(bytes: Buffer, at: number, usualBlock: number): Frame | null {
  if (
    at + 6 > bytes.length ||
    bytes[at] !== 0xff ||
    ((bytes[at + 1] ?? 0) & 0xfe) !== 0xf8 ||
    (bytes[at + 3] ?? 0) & 1
  )
    return null
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
  const start = isFixed ? number.value * usualBlock : number.value
  return { start, end: start + blockSize }
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
