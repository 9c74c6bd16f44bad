// Reads one file: what it says of itself, how long it sounds, and a fingerprint of its content. Whatever is wrong
// with the file comes back as a problem with a code.
import { createHash } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { extname } from 'node:path'
import type { ScanProblemCode } from '@baton/protocol'
import { type IAudioMetadata, type IOptions, parseBlob, parseFile } from 'music-metadata'
import { type Format, formatOf, namedFamily } from './format.ts'
import { OGG_TAIL_BYTES, oggDurationMs } from './ogg-duration.ts'

const SAMPLE_BYTES = 16_384
const MIN_YEAR = 1000
const MAX_YEAR = 9999

/** All that a track's row needs but its place and its cover. */
export type TrackFacts = {
  readonly sizeBytes: number
  readonly mtimeMs: number
  readonly sampleHash: string
  readonly title: string | null
  readonly artist: string | null
  readonly album: string | null
  readonly albumArtist: string | null
  readonly discNo: number | null
  readonly trackNo: number | null
  readonly year: number | null
  readonly genre: string | null
  readonly durationMs: number
  readonly codec: string
  readonly mime: string
}

export type ReadTrack =
  | { readonly kind: 'track'; readonly facts: TrackFacts }
  | { readonly kind: 'problem'; readonly code: ScanProblemCode }

export async function readTrack(file: string): Promise<ReadTrack> {
  let ends: Ends
  try {
    ends = await readEnds(file)
  } catch {
    return { kind: 'problem', code: 'file.unreadable' }
  }
  if (ends.sizeBytes === 0) return { kind: 'problem', code: 'file.empty' }
  const format = formatOf(ends.head, namedFamily(extname(file)))
  if (format === null) return { kind: 'problem', code: 'file.not-audio' }
  try {
    return await readFacts(file, ends, format)
  } catch {
    return { kind: 'problem', code: 'file.damaged' }
  }
}

type Ends = {
  readonly sizeBytes: number
  readonly mtimeMs: number
  readonly sampleHash: string
  readonly head: Buffer
  readonly tail: Buffer
}

async function readEnds(file: string): Promise<Ends> {
  await using handle = await open(file, 'r')
  const { size, mtimeMs } = await handle.stat()
  const head = await readAt(handle, 0, SAMPLE_BYTES)
  const middle = await readAt(handle, Math.floor(size / 2), SAMPLE_BYTES)
  const isOgg = head.subarray(0, 4).toString('latin1') === 'OggS'
  const tailBytes = isOgg ? OGG_TAIL_BYTES : SAMPLE_BYTES
  const tail = await readAt(handle, Math.max(0, size - tailBytes), tailBytes)
  const sampleHash = createHash('sha256')
    .update(head)
    .update(middle)
    .update(tail.subarray(-SAMPLE_BYTES))
    .digest('base64url')
  return { sizeBytes: size, mtimeMs: Math.round(mtimeMs), sampleHash, head, tail }
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length)
  const { bytesRead } = await handle.read(buffer, 0, length, position)
  return buffer.subarray(0, bytesRead)
}

async function readFacts(file: string, ends: Ends, format: Format): Promise<ReadTrack> {
  let found = await parse(file, format, { skipCovers: true, duration: false })
  let durationMs = format.family === 'ogg' ? oggDurationMs(ends.head, ends.tail) : durationOf(found)
  if (durationMs === null) {
    found = await parse(file, format, { skipCovers: true, duration: true })
    durationMs = durationOf(found)
  }
  const codec = format.codecOf(found.format)
  if (codec === null) return { kind: 'problem', code: 'file.not-audio' }
  if (durationMs === null) return { kind: 'problem', code: 'file.no-duration' }
  const { common } = found
  const text = (value: string | undefined) =>
    value === undefined ? null : format.family === 'wav' ? unmangled(value) : value
  return {
    kind: 'track',
    facts: {
      sizeBytes: ends.sizeBytes,
      mtimeMs: ends.mtimeMs,
      sampleHash: ends.sampleHash,
      title: text(common.title),
      artist: text(common.artist),
      album: text(common.album),
      albumArtist: text(common.albumartist) ?? (common.compilation ? 'Various artists' : null),
      discNo: counted(common.disk.no),
      trackNo: counted(common.track.no),
      year: yearOf(common),
      genre: text(common.genre?.[0]),
      durationMs,
      codec,
      mime: format.mime,
    },
  }
}

/** The library chooses its parser by the name; where the name lies, the content is handed over without it. */
async function parse(file: string, format: Format, options: IOptions): Promise<IAudioMetadata> {
  if (namedFamily(extname(file)) === format.family) return parseFile(file, options)
  return parseBlob(await openAsBlob(file, { type: format.mime }), options)
}

/** WAV does not say how its texts are encoded. They are read byte by byte; most programs write UTF-8. */
function unmangled(value: string): string {
  if (!/[\x80-\xff]/.test(value) || /[^\0-\xff]/.test(value)) return value
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'))
  } catch {
    return value
  }
}

function durationOf({ format }: IAudioMetadata): number | null {
  const ms = Math.round((format.duration ?? 0) * 1000)
  return Number.isSafeInteger(ms) && ms > 0 ? ms : null
}

function counted(value: number | null | undefined): number | null {
  return Number.isInteger(value) && (value ?? -1) >= 0 && (value ?? 0) < 100_000 ? (value ?? null) : null
}

function yearOf({ originalyear, year }: IAudioMetadata['common']): number | null {
  const value = originalyear ?? year
  return Number.isInteger(value) && (value ?? 0) >= MIN_YEAR && (value ?? 0) <= MAX_YEAR
    ? (value ?? null)
    : null
}
