import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'

const USUAL_RATE = 44_100
const BYTES_PER_FRAME = 4
const HEADER_BYTES = 44

export interface AlbumTrack {
  readonly title: string
  readonly durationMs: number
  /** Samples a second; missing: 44,100. A higher one makes a file that no socket's buffer holds. */
  readonly rate?: number
}

/**
 * Writes WAV files of the given lengths: silence, in files with holes, so that long tracks cost no disk. Each differs
 * from the others in a few bytes, so that the library tells them apart.
 */
export async function makeMusic(folder: string, tracks: readonly AlbumTrack[]): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [index, { title, durationMs, rate = USUAL_RATE }] of tracks.entries()) {
    const bytes = Math.round((durationMs / 1_000) * rate) * BYTES_PER_FRAME
    const file = await open(join(folder, `${title}.wav`), 'w')
    await file.write(header(bytes, rate))
    await file.write(Buffer.alloc(64, index + 1), 0, 64, HEADER_BYTES)
    await file.truncate(HEADER_BYTES + bytes)
    await file.close()
  }
}

function header(bytes: number, rate: number): Buffer {
  const head = Buffer.alloc(HEADER_BYTES)
  head.write('RIFF', 0)
  head.writeUInt32LE(HEADER_BYTES - 8 + bytes, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(2, 22)
  head.writeUInt32LE(rate, 24)
  head.writeUInt32LE(rate * BYTES_PER_FRAME, 28)
  head.writeUInt16LE(BYTES_PER_FRAME, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(bytes, 40)
  return head
}
