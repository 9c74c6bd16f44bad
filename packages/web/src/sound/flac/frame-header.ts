import { bitReader } from './bits.ts'
import { crc8 } from './checksums.ts'
import type { StreamInfo } from './stream-info.ts'

export interface FrameHeader {
  /** The first sample of the frame, counted from the start of the track. */
  readonly sample: number
  readonly samples: number
  readonly bytes: number
}

export const LONGEST_HEADER = 16
const RATES = [0, 88_200, 176_400, 192_000, 8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000]
const DEPTHS = [0, 8, 12, -1, 16, 20, 24, 32]

/** The frame header at this place, or null where there is none that belongs to this stream. */
export function frameHeaderAt(bytes: Uint8Array, at: number, info: StreamInfo): FrameHeader | null {
  if (bytes[at] !== 0xff || ((bytes[at + 1] as number) & 0xfe) !== 0xf8) return null
  const isVariable = ((bytes[at + 1] as number) & 1) === 1
  const bits = bitReader(bytes, at + 2)
  const blockCode = bits.read(4)
  const rateCode = bits.read(4)
  const channelCode = bits.read(4)
  const depth = DEPTHS[bits.read(3)] as number
  if (bits.read(1) !== 0 || blockCode === 0 || rateCode === 15 || channelCode > 10) return null
  if ((channelCode < 8 ? channelCode + 1 : 2) !== info.channels) return null
  if (depth !== 0 && depth !== info.bitsPerSample) return null
  const number = codedNumber(bytes, at + 4)
  if (number === null) return null
  const rest = bitReader(bytes, at + 4 + number.bytes)
  const samples = blockOf(blockCode, rest.read)
  const rate = rateOf(rateCode, rest.read)
  if (samples > info.maxBlock || (rate !== 0 && rate !== info.sampleRate)) return null
  const end = rest.byte
  if (end >= bytes.length || crc8(bytes, at, end) !== bytes[end]) return null
  const sample = isVariable ? number.value : number.value * info.maxBlock
  const isBehind = info.totalSamples > 0 && sample + samples > info.totalSamples
  return isBehind ? null : { sample, samples, bytes: end + 1 - at }
}

function blockOf(code: number, read: (bits: number) => number): number {
  if (code === 1) return 192
  if (code < 6) return 576 * 2 ** (code - 2)
  if (code < 8) return read(code === 6 ? 8 : 16) + 1
  return 256 * 2 ** (code - 8)
}

function rateOf(code: number, read: (bits: number) => number): number {
  if (code < 12) return RATES[code] as number
  return code === 12 ? read(8) * 1000 : read(16) * (code === 14 ? 10 : 1)
}

/** Numbers are written as UTF-8 writes letters, up to seven bytes long. */
function codedNumber(bytes: Uint8Array, at: number): { value: number; bytes: number } | null {
  const first = bytes[at] ?? 0xff
  const ones = Math.clz32(~(first << 24))
  if (ones === 1 || ones > 7) return null
  const length = Math.max(1, ones)
  let value = ones === 0 ? first : first & (0x7f >> ones)
  for (let next = 1; next < length; next++) {
    const byte = bytes[at + next] ?? 0
    if ((byte & 0xc0) !== 0x80) return null
    value = value * 64 + (byte & 0x3f)
  }
  return { value, bytes: length }
}
