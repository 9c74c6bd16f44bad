import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { parseFile, selectCover } from 'music-metadata'
import { flacPicture, readFlacHead } from './flac.ts'

const MAX_COVER_BYTES = 20 * 1024 * 1024
const HEAD_BYTES = 16_384

/** The picture in the file that is meant as its cover; null when there is none, or too large a one. */
export async function embeddedCover(file: string): Promise<Uint8Array | null> {
  try {
    const flac = coverOfFlac(file)
    if (flac !== 'no flac') return flac
    const { common } = await parseFile(file, { duration: false })
    const data = selectCover(common.picture)?.data
    return data && data.length > 0 && data.length <= MAX_COVER_BYTES ? new Uint8Array(data) : null
  } catch {
    return null
  }
}

export function folderCover(file: string): Uint8Array | null {
  try {
    const { size } = statSync(file)
    return size === 0 || size > MAX_COVER_BYTES ? null : new Uint8Array(readFileSync(file))
  } catch {
    return null
  }
}

function coverOfFlac(file: string): Uint8Array | null | 'no flac' {
  const fd = openSync(file, 'r')
  try {
    const head = Buffer.allocUnsafe(HEAD_BYTES)
    const stream = readFlacHead(fd, head.subarray(0, readSync(fd, head, 0, HEAD_BYTES, 0)))
    return stream === null ? 'no flac' : flacPicture(fd, stream)
  } finally {
    closeSync(fd)
  }
}
