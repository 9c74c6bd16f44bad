// Reads WAV, and RF64, which is WAV beyond 4 GiB: how long it sounds, its list of texts and its ID3 tag. Sizes that a
// pipe left open reach to the end of the file.
import { decoderOf } from '../encodings/decode-text.ts'
import { type Comments, commentsFrom, merged } from './comments.ts'
import { bytesFrom, type FileBytes } from './file-bytes.ts'
import { id3Comments } from './id3/id3-comments.ts'
import { type Id3Tag, readId3v2 } from './id3/id3v2.ts'

const MAX_CHUNKS = 200
const MAX_LIST_BYTES = 1024 * 1024
const OPEN = 0xffffffff
const PCM = 1
const FLOAT = 3
const EXTENSIBLE = 0xfffe

export type WavFacts = {
  readonly durationMs: number
  readonly comments: Comments
  readonly tag: Id3Tag | null
}

/** Null for whatever is not plain sound: the general reader knows more kinds. */
export function readWav(file: FileBytes): WavFacts | null {
  let bytesPerSecond = 0
  let soundBytes: number | null = null
  let longBytes: number | null = null
  let list = commentsFrom([])
  let tag: Id3Tag | null = null
  let at = 12
  for (let chunk = 0; chunk < MAX_CHUNKS; chunk += 1) {
    const header = file.at(at, 8)
    if (header === null) break
    const name = header.toString('latin1', 0, 4)
    let size = header.readUInt32LE(4)
    const body = at + 8
    if (name === 'ds64') longBytes = Number(file.at(body + 8, 8)?.readBigUInt64LE() ?? 0n)
    if (name === 'fmt ') {
      const format = file.at(body, Math.min(size, 40))
      if (format === null || !isPlain(format)) return null
      bytesPerSecond = format.readUInt32LE(8)
    }
    if (name === 'data') {
      if (size === OPEN) size = longBytes ?? file.size - body
      soundBytes ??= Math.min(size, file.size - body)
    }
    if (name === 'LIST' && size <= MAX_LIST_BYTES) list = merged(list, listIn(file.upTo(body, size)))
    if (name.toLowerCase() === 'id3 ') tag ??= readId3v2(bytesFrom(file, body), 0)
    at = body + size + (size % 2)
  }
  if (bytesPerSecond === 0 || soundBytes === null) return null
  const durationMs = Math.round((soundBytes * 1000) / bytesPerSecond)
  return durationMs > 0 ? { durationMs, comments: merged(tag ? id3Comments(tag) : list, list), tag } : null
}

function isPlain(format: Buffer): boolean {
  if (format.length < 16) return false
  const kind = format.readUInt16LE(0)
  if (kind !== EXTENSIBLE) return kind === PCM || kind === FLOAT
  return format.length >= 26 && [PCM, FLOAT].includes(format.readUInt16LE(24))
}

const NAMES: Readonly<Record<string, string>> = {
  INAM: 'TITLE',
  IART: 'ARTIST',
  IPRD: 'ALBUM',
  ICRD: 'DATE',
  IGNR: 'GENRE',
  ITRK: 'TRACKNUMBER',
  IPRT: 'TRACKNUMBER',
}

function listIn(list: Buffer): Comments {
  if (list.toString('latin1', 0, 4) !== 'INFO') return commentsFrom([])
  const found: (readonly [string, Buffer])[] = []
  for (let at = 4; at + 8 <= list.length; ) {
    const size = list.readUInt32LE(at + 4)
    const name = NAMES[list.toString('latin1', at, at + 4).toUpperCase()]
    const value = list.subarray(at + 8, at + 8 + size)
    const end = value.indexOf(0)
    if (name) found.push([name, end < 0 ? value : value.subarray(0, end)])
    at += 8 + size + (size % 2)
  }
  const decode = decoderOf(found.map(([, value]) => value))
  return commentsFrom(found.map(([name, value]) => [name, decode(value).trim()] as const))
}
