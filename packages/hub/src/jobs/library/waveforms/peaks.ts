import { WAVEFORM_PEAKS } from '@baton/protocol'

export interface Peaks {
  /** Samples of 16 bits, little-endian, in pieces of any length. */
  add(piece: Uint8Array): void
  /** From 0 to 100 each. */
  finish(): Uint8Array
}

/** The loudest sample of each of equal parts. Samples beyond the expected number belong to the last part. */
export function peaksOf(expectedSamples: number): Peaks {
  const loudest = new Uint16Array(WAVEFORM_PEAKS)
  let sample = 0
  let odd: number | null = null
  const note = (value: number) => {
    const part = Math.min(WAVEFORM_PEAKS - 1, Math.floor((sample * WAVEFORM_PEAKS) / expectedSamples))
    const loudness = Math.abs(value)
    if (loudness > (loudest[part] ?? 0)) loudest[part] = loudness
    sample += 1
  }
  return {
    add(piece) {
      let at = 0
      if (odd !== null && piece.length > 0) {
        note((((piece[0] ?? 0) << 24) >> 16) | odd)
        at = 1
        odd = null
      }
      for (; at + 1 < piece.length; at += 2) note((((piece[at + 1] ?? 0) << 24) >> 16) | (piece[at] ?? 0))
      if (at < piece.length) odd = piece[at] ?? 0
    },
    finish: () => Uint8Array.from(loudest, (value) => Math.min(100, Math.round((value * 100) / 32_767))),
  }
}
