export type MpegFrame = {
  readonly bytes: number
  readonly samples: number
  readonly rate: number
  readonly kbits: number
  readonly isMono: boolean
  readonly isMpeg1: boolean
}

const KBITS = {
  1: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
} as const
const RATES = [44_100, 48_000, 32_000] as const

/** The layer III frame that begins at `at`, or null where none does. */
export function frameAt(bytes: Buffer, at: number): MpegFrame | null {
  if (at + 4 > bytes.length) return null
  const header = bytes.readUInt32BE(at)
  if (header >>> 21 !== 0x7ff) return null
  const version = (header >>> 19) & 3
  if (version === 1 || ((header >>> 17) & 3) !== 1) return null
  const isMpeg1 = version === 3
  const kbits = KBITS[isMpeg1 ? 1 : 2][(header >>> 12) & 15]
  const base = RATES[(header >>> 10) & 3]
  if (!kbits || !base) return null
  const rate = isMpeg1 ? base : version === 2 ? base / 2 : base / 4
  const padding = (header >>> 9) & 1
  return {
    bytes: Math.floor(((isMpeg1 ? 144 : 72) * kbits * 1000) / rate) + padding,
    samples: isMpeg1 ? 1152 : 576,
    rate,
    kbits,
    isMono: ((header >>> 6) & 3) === 3,
    isMpeg1,
  }
}
