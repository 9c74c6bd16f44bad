// Takes an ID3v2 tag apart into its frames, as programs wrote it and not only as it should have been written: plain
// sizes in v2.4, the short names of v2.2 in v2.3. Pictures are passed over until somebody asks for them. Rule MF6.
import { inflateSync } from 'node:zlib'
import type { FileBytes } from '../file-bytes.ts'

const HEADER_BYTES = 10
const MAX_FRAMES = 2_000
const MAX_FRAME_BYTES = 20 * 1024 * 1024
/** A tag that is unsynchronised as a whole is read as a whole. */
const MAX_WHOLE_BYTES = 20 * 1024 * 1024

export type Id3Frame = {
  /** As ID3v2.4 calls it. */
  readonly name: string
  readonly size: number
  /** Null where it is encrypted, too large or damaged. */
  body(): Buffer | null
  /** Some bytes of its middle, as they stand in the file. */
  middle(bytes: number): Buffer
}

export type Id3Tag = {
  readonly version: 2 | 3 | 4
  readonly frames: readonly Id3Frame[]
  /** Where what comes behind the tag begins. */
  readonly end: number
}

/** Null where no tag begins at `start`. */
export function readId3v2(file: FileBytes, start: number): Id3Tag | null {
  const header = file.at(start, HEADER_BYTES)
  if (header === null || header.toString('latin1', 0, 3) !== 'ID3') return null
  const version = header.readUInt8(3)
  if ((version !== 2 && version !== 3 && version !== 4) || isPlain(header, 6)) return null
  const flags = header.readUInt8(5)
  const size = syncsafe(header, 6)
  const from = start + HEADER_BYTES
  const end = from + size + (version === 4 && flags & 0x10 ? HEADER_BYTES : 0)
  const isWhole = version < 4 && (flags & 0x80) > 0
  const whole = isWhole && size <= MAX_WHOLE_BYTES ? file.upTo(from, size) : null
  if (isWhole && whole === null) return { version, frames: [], end }
  const bytes = whole ? synchronised(whole) : null
  const tag: TagBytes = bytes
    ? {
        size: bytes.length,
        at: (at, length) => (at + length > bytes.length ? null : bytes.subarray(at, at + length)),
      }
    : { size, at: (at, length) => (at + length > size ? null : file.at(from + at, length)) }
  return { version, frames: framesOf(tag, version, flags), end }
}

type TagBytes = { readonly size: number; at(at: number, length: number): Buffer | null }

function framesOf(tag: TagBytes, version: Id3Tag['version'], flags: number): readonly Id3Frame[] {
  const frames: Id3Frame[] = []
  const headerBytes = version === 2 ? 6 : HEADER_BYTES
  let at = version > 2 && flags & 0x40 ? extendedHeader(tag, version) : 0
  for (let count = 0; count < MAX_FRAMES; count += 1) {
    const header = tag.at(at, headerBytes)
    const name = header === null ? null : nameIn(header, version)
    if (header === null || name === null) break
    const size = sizeOf(tag, at, header, version)
    const place = at + headerBytes
    if (size > tag.size - place) break
    const second = version === 2 ? 0 : header.readUInt8(9)
    frames.push({
      name,
      size,
      body: () => bodyOf(tag, { place, size, version, flags: second }),
      middle: (bytes) => tag.at(place + (size >> 1), Math.min(bytes, size >> 1)) ?? Buffer.alloc(0),
    })
    at = place + size
  }
  return frames
}

function extendedHeader(tag: TagBytes, version: 3 | 4 | 2): number {
  const size = tag.at(0, 4)
  if (size === null) return tag.size
  return version === 4 ? syncsafe(size, 0) : size.readUInt32BE(0) + 4
}

/** `TT2` followed by nothing is a name of v2.2 with a header of v2.3. */
function nameIn(header: Buffer, version: Id3Tag['version']): string | null {
  const name = header.toString('latin1', 0, version === 2 ? 3 : 4)
  if (/^[A-Z][A-Z0-9]{3}$/.test(name)) return name
  const short = /^([A-Z][A-Z0-9]{2})[\0 ]?$/.exec(name)?.[1]
  return short === undefined ? null : (LONG_NAMES[short] ?? `${short}?`)
}

const LONG_NAMES: Readonly<Record<string, string>> = {
  TT2: 'TIT2',
  TP1: 'TPE1',
  TP2: 'TPE2',
  TAL: 'TALB',
  TRK: 'TRCK',
  TPA: 'TPOS',
  TYE: 'TYER',
  TOR: 'TORY',
  TCO: 'TCON',
  TCP: 'TCMP',
  TXX: 'TXXX',
  UFI: 'UFID',
  ULT: 'USLT',
  SLT: 'SYLT',
  PIC: 'PIC',
}

/** v2.4 writes sizes with seven bits a byte, iTunes wrote it with eight; some programs do so in v2.3 the other way. */
function sizeOf(tag: TagBytes, at: number, header: Buffer, version: Id3Tag['version']): number {
  if (version === 2) return header.readUIntBE(3, 3)
  const plain = header.readUInt32BE(4)
  if (plain < 0x80 || isPlain(header, 4)) return plain
  const [usual, other] = version === 4 ? [syncsafe(header, 4), plain] : [plain, syncsafe(header, 4)]
  const leads = (size: number) => {
    const next = at + HEADER_BYTES + size
    if (next === tag.size) return true
    const following = tag.at(next, 4)
    return following !== null && (following.readUInt32BE(0) === 0 || nameIn(following, version) !== null)
  }
  return leads(usual) || !leads(other) ? usual : other
}

function bodyOf(
  tag: TagBytes,
  frame: { readonly place: number; readonly size: number; readonly version: number; readonly flags: number },
): Buffer | null {
  const { place, size, version, flags } = frame
  if (size > MAX_FRAME_BYTES) return null
  const [isPacked, isSecret, isGrouped] =
    version === 4 ? [flags & 0x08, flags & 0x04, flags & 0x40] : [flags & 0x80, flags & 0x40, flags & 0x20]
  if (isSecret) return null
  let body = tag.at(place, size)
  if (isGrouped) body = body?.subarray(1) ?? null
  const saysItsLength = version === 4 ? flags & 0x01 : isPacked
  if (saysItsLength) body = body?.subarray(4) ?? null
  if (version === 4 && flags & 0x02) body = body && synchronised(body)
  if (body === null || !isPacked) return body
  try {
    return inflateSync(body, { maxOutputLength: MAX_FRAME_BYTES })
  } catch {
    return null
  }
}

/** Takes out the zeros that were put in behind 0xff. */
function synchronised(bytes: Buffer): Buffer {
  const out = Buffer.allocUnsafe(bytes.length)
  let length = 0
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0
    out[length++] = byte
    if (byte === 0xff && bytes[at + 1] === 0) at += 1
  }
  return out.subarray(0, length)
}

function isPlain(bytes: Buffer, at: number): boolean {
  return (bytes.readUInt32BE(at) & 0x80808080) !== 0
}

function syncsafe(bytes: Buffer, at: number): number {
  const [one = 0, two = 0, three = 0, four = 0] = bytes.subarray(at, at + 4)
  return ((one & 127) << 21) | ((two & 127) << 14) | ((three & 127) << 7) | (four & 127)
}
