// Files that are made of parts, one behind the other, each with a name and a size: where the sound lies in them, and tags.
import type { AudioFormat } from '#engine/audio-formats'
import type { FileBytes } from './file-bytes.ts'

/** A file of more parts is one that nobody made to be played. */
const MAX_PARTS = 20_000

/** From the byte where it begins to the one behind its end. */
export type PartRange = readonly [start: number, end: number]

/** What is in the first part of this name that has so many bytes. It may be left open to the end of the file. */
export function partIn(
  file: FileBytes,
  from: number,
  format: AudioFormat['name'],
  name: string,
  leastBytes: number,
): PartRange | null {
  for (const part of partsNamed(file, from, format, name)) if (part[1] - part[0] >= leastBytes) return part
  return null
}

/** What is in the parts of this name, one behind the other. */
export function* partsNamed(
  file: FileBytes,
  from: number,
  format: AudioFormat['name'],
  name: string,
): Generator<PartRange> {
  const walk = WALKS[format]
  if (walk === undefined) return
  let at = from + walk.behind
  for (let parts = 0; parts < MAX_PARTS; parts += 1) {
    const part = walk.partAt(file, at)
    if (part === null || part.bytes < part.headBytes) return
    const start = at + part.headBytes
    const end = Math.min(at + part.bytes, file.size)
    if (part.name === name && end >= start) yield [start, end]
    at += part.bytes
  }
}

interface Walk {
  /** What stands in front of the first part. */
  readonly behind: number
  partAt(file: FileBytes, at: number): Part | null
}

const WALKS: Readonly<Partial<Record<AudioFormat['name'], Walk>>> = {
  mp4: { behind: 0, partAt: mp4Part },
  wav: { behind: 12, partAt: riffPart },
  aiff: { behind: 12, partAt: iffPart },
  dsdiff: { behind: 16, partAt: dsdiffPart },
  dsf: { behind: 28, partAt: dsfPart },
  asf: { behind: 0, partAt: asfPart },
}

interface Part {
  readonly name: string
  readonly headBytes: number
  /** With its head. */
  readonly bytes: number
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
