// Where the sound of a file begins and ends: tags stand in front of it and behind it, several one behind the other,
// and zeros that a disk or a cutting program left. Rule MF7.
import type { FileBytes } from './file-bytes.ts'
import { ID3V1_BYTES, isId3v1 } from './id3/id3v1.ts'
import { type Id3Tag, readId3v2 } from './id3/id3v2.ts'

const MAX_TAGS = 4
const APE_BYTES = 32
const CHUNK_BYTES = 65_536
/** MP4 begins with a few, which are a part of it. */
const LEAST_ZEROS = 16
const MAX_ZEROS = 64 * 1024 * 1024

export type SoundStart = { readonly at: number; readonly tags: readonly Id3Tag[] }

export function soundStart(file: FileBytes): SoundStart {
  const tags: Id3Tag[] = []
  let at = 0
  for (;;) {
    const tag = tags.length < MAX_TAGS ? readId3v2(file, at) : null
    if (tag) tags.push(tag)
    const next = behindZeros(file, tag?.end ?? at)
    if (!tag && next === at) return { at, tags }
    at = next
  }
}

function behindZeros(file: FileBytes, from: number): number {
  for (let at = from; at < file.size && at - from < MAX_ZEROS; ) {
    const chunk = file.upTo(at, at === from ? 64 : CHUNK_BYTES)
    const first = chunk.findIndex((byte) => byte !== 0)
    if (first >= 0) return at + first - from < LEAST_ZEROS ? from : at + first
    if (chunk.length === 0) return from
    at += chunk.length
  }
  return from
}

export type SoundEnd = { readonly at: number; readonly hasApe: boolean; readonly id3v1: Buffer | null }

export function soundEnd(file: FileBytes): SoundEnd {
  let at = file.size
  let hasApe = false
  let id3v1: Buffer | null = null
  for (let tags = 0; tags < MAX_TAGS; tags += 1) {
    const last = file.at(at - ID3V1_BYTES, ID3V1_BYTES)
    const ape = apeBytes(last?.subarray(-APE_BYTES) ?? null)
    if (isId3v1(last)) {
      id3v1 ??= last
      at -= ID3V1_BYTES
    } else if (ape > 0 && ape < at) {
      hasApe = true
      at -= ape
    } else break
  }
  return { at, hasApe, id3v1 }
}

/** How long the APE tag is that ends with this; zero where none does. */
function apeBytes(footer: Buffer | null): number {
  if (footer === null || footer.toString('latin1', 0, 8) !== 'APETAGEX') return 0
  const hasHeader = footer.readUInt32LE(20) >>> 31 === 1
  return footer.readUInt32LE(12) + (hasHeader ? APE_BYTES : 0)
}

/** The end of what is not zero before `end`. */
export function withoutZeros(file: FileBytes, end: number): number {
  for (let at = end; at > 0 && end - at < MAX_ZEROS; ) {
    const bytes = Math.min(at, at === end ? 64 : CHUNK_BYTES)
    const chunk = file.upTo(at - bytes, bytes)
    const last = chunk.findLastIndex((byte) => byte !== 0)
    if (last >= 0) return at - bytes + last + 1
    at -= bytes
  }
  return end
}
