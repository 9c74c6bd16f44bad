// A fingerprint of the sound's own bytes: equal where the sound is, whatever its tags say and however long they are, so
// that a file which is renamed and tagged anew at once is known again (rule B2). Each format keeps its sound apart from
// its tags in a way of its own. FLAC has a sum of its sound in its head, see flac.ts.
import { createHash } from 'node:crypto'
import type { AudioFormat } from '#engine/audio-formats'
import { bytesFrom, type FileBytes } from './file-bytes.ts'
import { oggSoundHash } from './ogg-sound-hash.ts'
import { soundEnd } from './sound-bounds.ts'

const SAMPLE_BYTES = 4_096
/** A file of more parts is one that nobody made to be played. */
const MAX_PARTS = 20_000

/** From the byte where it begins to the one behind its end. */
type Range = readonly [start: number, end: number]

/** Null: nobody can tell. `soundAt` is behind the tags in front of everything. */
export function soundHashIn(file: FileBytes, soundAt: number, { name }: AudioFormat): string | null {
  if (name === 'ogg') return oggSoundHash(bytesFrom(file, soundAt))
  const range = SOUND_IN[name]?.(file, soundAt) ?? null
  return range && soundHashOf(file, ...range)
}

/** Of a few samples of what lies between. */
export function soundHashOf(file: FileBytes, start: number, end: number): string | null {
  if (end - start < SAMPLE_BYTES) return null
  const hash = createHash('sha256').update(String(end - start))
  for (const share of [0, 0.5])
    hash.update(file.upTo(start + Math.floor((end - start) * share), SAMPLE_BYTES / 2))
  return hash.digest('base64url')
}

const SOUND_IN: Readonly<
  Partial<Record<AudioFormat['name'], (file: FileBytes, at: number) => Range | null>>
> = {
  mp3: betweenTags,
  aac: betweenTags,
  wavpack: betweenTags,
  ape: betweenTags,
  musepack: betweenTags,
  mp4: (file, at) => firstPart(file, at, mp4Part, 'mdat'),
  wav: (file, at) => firstPart(file, at + 12, riffPart, 'data'),
  aiff: (file, at) => firstPart(file, at + 12, iffPart, 'SSND'),
  dsdiff: (file, at) => firstPart(file, at + 16, dsdiffPart, 'DSD '),
  dsf: (file, at) => firstPart(file, at + 28, dsfPart, 'data'),
  asf: (file, at) => firstPart(file, at, asfPart, ASF_DATA),
}

function betweenTags(file: FileBytes, at: number): Range {
  return [at, soundEnd(file).at]
}

interface Part {
  readonly name: string
  readonly headBytes: number
  /** With its head. */
  readonly bytes: number
}

/** One part behind the other; the first of this name that is no empty one has the sound. It may be left open to the end. */
function firstPart(
  file: FileBytes,
  from: number,
  partAt: (file: FileBytes, at: number) => Part | null,
  name: string,
): Range | null {
  let at = from
  for (let parts = 0; parts < MAX_PARTS; parts += 1) {
    const part = partAt(file, at)
    if (part === null || part.bytes < part.headBytes) return null
    const start = at + part.headBytes
    const end = Math.min(at + part.bytes, file.size)
    if (part.name === name && end - start >= SAMPLE_BYTES) return [start, end]
    at += part.bytes
  }
  return null
}

function mp4Part(file: FileBytes, at: number): Part | null {
  const head = file.at(at, 8)
  if (head === null) return null
  const bytes = head.readUInt32BE(0)
  const name = head.toString('latin1', 4, 8)
  if (bytes === 0) return { name, headBytes: 8, bytes: file.size - at }
  if (bytes !== 1) return { name, headBytes: 8, bytes }
  const long = file.at(at + 8, 8)
  return long && { name, headBytes: 16, bytes: numberIn(long.readBigUInt64BE()) }
}

function riffPart(file: FileBytes, at: number): Part | null {
  const head = file.at(at, 8)
  if (head === null) return null
  const bytes = head.readUInt32LE(4)
  return { name: head.toString('latin1', 0, 4), headBytes: 8, bytes: 8 + bytes + (bytes % 2) }
}

function iffPart(file: FileBytes, at: number): Part | null {
  const head = file.at(at, 8)
  if (head === null) return null
  const bytes = head.readUInt32BE(4)
  return { name: head.toString('latin1', 0, 4), headBytes: 8, bytes: 8 + bytes + (bytes % 2) }
}

function dsdiffPart(file: FileBytes, at: number): Part | null {
  const head = file.at(at, 12)
  if (head === null) return null
  const bytes = numberIn(head.readBigUInt64BE(4))
  return { name: head.toString('latin1', 0, 4), headBytes: 12, bytes: 12 + bytes + (bytes % 2) }
}

/** Its sizes count the head. */
function dsfPart(file: FileBytes, at: number): Part | null {
  const head = file.at(at, 12)
  return (
    head && { name: head.toString('latin1', 0, 4), headBytes: 12, bytes: numberIn(head.readBigUInt64LE(4)) }
  )
}

/** The name of the object with the sound, as the sixteen bytes that it is. */
const ASF_DATA = '3626b2758e66cf11a6d900aa0062ce6c'

function asfPart(file: FileBytes, at: number): Part | null {
  const head = file.at(at, 24)
  return (
    head && { name: head.toString('hex', 0, 16), headBytes: 24, bytes: numberIn(head.readBigUInt64LE(16)) }
  )
}

/** Sizes beyond any file reach to the end of it. */
const MOST_BYTES = 2 ** 52

function numberIn(value: bigint): number {
  return value > MOST_BYTES ? MOST_BYTES : Number(value)
}
