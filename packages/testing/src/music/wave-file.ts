const RATE = 44_100
const HEAD_BYTES = 44

/** A WAV file of exactly this size, the same for the same seed and another for each. It sounds like noise. */
export function waveFile(sizeBytes: number, seed: number): Buffer {
  const file = Buffer.alloc(sizeBytes)
  const soundBytes = sizeBytes - HEAD_BYTES
  file.write('RIFF', 0)
  file.writeUInt32LE(sizeBytes - 8, 4)
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(2, 22)
  file.writeUInt32LE(RATE, 24)
  file.writeUInt32LE(RATE * 4, 28)
  file.writeUInt16LE(4, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36)
  file.writeUInt32LE(soundBytes, 40)
  let state = seed >>> 0 || 1
  for (let at = HEAD_BYTES; at + 4 <= sizeBytes; at += 4) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    file.writeInt32LE(state | 0, at)
  }
  return file
}
