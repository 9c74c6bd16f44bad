import type { AudioFormat } from '#engine/audio-formats'
import { partIn } from './container-parts.ts'
import { bytesFrom, type FileBytes } from './file-bytes.ts'
import { type Id3Tag, readId3v2 } from './id3/id3v2.ts'

const LEAST_BYTES = 10
const DSF_POINTER_AT = 20

/** The ID3 tag in a part of AIFF and DSDIFF, and behind all of DSF; null where there is none. */
export function id3InContainer(file: FileBytes, soundAt: number, { name }: AudioFormat): Id3Tag | null {
  if (name === 'dsf') {
    const at = Number(file.at(soundAt + DSF_POINTER_AT, 8)?.readBigUInt64LE() ?? 0n)
    return at > 0 && at < file.size ? readId3v2(bytesFrom(file, soundAt), at) : null
  }
  if (name !== 'aiff' && name !== 'dsdiff') return null
  const [start] = partIn(file, soundAt, name, 'ID3 ', LEAST_BYTES) ?? []
  return start === undefined ? null : readId3v2(bytesFrom(file, start), 0)
}
