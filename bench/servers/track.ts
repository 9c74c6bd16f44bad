import { randomFillSync } from 'node:crypto'
import { open } from 'node:fs/promises'
import { join } from 'node:path'

const BYTES_PER_SECOND = 44_100 * 4
const PIECE = 1024 * 1024
const PIECES = 64

export const TRACK_BYTES = 44 + PIECE * PIECES

export function trackPath(folder: string): string {
  return join(folder, 'noise.wav')
}

/** Six minutes of noise: a file that no memory of the network stack makes smaller. */
export async function writeTrack(folder: string): Promise<void> {
  const file = await open(trackPath(folder), 'w')
  try {
    await file.write(head())
    const noise = Buffer.alloc(PIECE)
    for (let piece = 0; piece < PIECES; piece++) await file.write(randomFillSync(noise))
  } finally {
    await file.close()
  }
}

/** Two channels of 16 bits at 44.1 kHz. */
function head(): Buffer {
  const bytes = Buffer.alloc(44)
  bytes.write('RIFF', 0)
  bytes.writeUInt32LE(TRACK_BYTES - 8, 4)
  bytes.write('WAVEfmt ', 8)
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(2, 22)
  bytes.writeUInt32LE(44_100, 24)
  bytes.writeUInt32LE(BYTES_PER_SECOND, 28)
  bytes.writeUInt16LE(4, 32)
  bytes.writeUInt16LE(16, 34)
  bytes.write('data', 36)
  bytes.writeUInt32LE(PIECE * PIECES, 40)
  return bytes
}
