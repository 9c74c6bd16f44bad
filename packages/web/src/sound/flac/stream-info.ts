import { bitReader } from './bits.ts'

/** What a FLAC file says of itself before its sound begins. */
export interface StreamInfo {
  readonly sampleRate: number
  readonly channels: number
  readonly bitsPerSample: number
  /** In a header: 0 where whoever wrote it did not know yet. */
  readonly totalSamples: number
  readonly maxBlock: number
  /** The 34 bytes of the block, as a decoder wants them. */
  readonly block: Uint8Array
}

/** A place that the file itself gives for seeking. */
export interface SeekPoint {
  readonly sample: number
  /** From the first frame on. */
  readonly byte: number
}

export interface FlacHeader {
  readonly info: StreamInfo
  readonly seekPoints: readonly SeekPoint[]
  /** Where the first frame begins. */
  readonly audioFrom: number
}

const MARK = [0x66, 0x4c, 0x61, 0x43]
const ID3 = [0x49, 0x44, 0x33]
const ID3_HEAD_BYTES = 10
const MOST_TAGS = 8
const INFO_BYTES = 34
const MOST_BLOCKS = 128
const SEEK_POINT_BYTES = 18
const MOST_SEEK_POINTS = 20_000

/** Reads the head of a file, whatever lies in it. Null: this is no FLAC that can be played in parts. */
export async function readHeader(
  read: (from: number, length: number) => Promise<Uint8Array>,
): Promise<FlacHeader | null> {
  const from = await behindTags(read)
  if (!begins(await read(from, MARK.length), MARK)) return null
  let info: StreamInfo | null = null
  let seekPoints: readonly SeekPoint[] = []
  for (let at = from + MARK.length, blocks = 0; blocks < MOST_BLOCKS; blocks++) {
    const bits = bitReader(await read(at, 4), 0)
    const isLast = bits.read(1) === 1
    const type = bits.read(7)
    const length = bits.read(24)
    if (type === 0 && length === INFO_BYTES) info = infoOf(await read(at + 4, length))
    if (type === 3 && length <= MOST_SEEK_POINTS * SEEK_POINT_BYTES) {
      seekPoints = seekPointsOf(await read(at + 4, length))
    }
    at += 4 + length
    if (!isLast) continue
    const isKnown = info !== null && info.sampleRate > 0 && info.maxBlock > 0
    return info !== null && isKnown ? { info, seekPoints, audioFrom: at } : null
  }
  return null
}

/** Some programs write the tags of MP3 in front of FLAC too. */
async function behindTags(read: (from: number, length: number) => Promise<Uint8Array>): Promise<number> {
  let at = 0
  for (let tags = 0; tags < MOST_TAGS; tags++) {
    const head = await read(at, ID3_HEAD_BYTES)
    if (head.length < ID3_HEAD_BYTES || !begins(head, ID3)) break
    const size = head.slice(6).reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0)
    const hasFooter = ((head[5] ?? 0) & 0x10) !== 0
    at += ID3_HEAD_BYTES + size + (hasFooter ? ID3_HEAD_BYTES : 0)
  }
  return at
}

function begins(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((value, index) => bytes[index] === value)
}

function infoOf(block: Uint8Array): StreamInfo {
  const bits = bitReader(block, 0)
  bits.read(16)
  const maxBlock = bits.read(16)
  bits.read(48)
  const sampleRate = bits.read(20)
  const channels = bits.read(3) + 1
  const bitsPerSample = bits.read(5) + 1
  const totalSamples = bits.read(4) * 2 ** 32 + bits.read(32)
  return { sampleRate, channels, bitsPerSample, totalSamples, maxBlock, block }
}

function seekPointsOf(bytes: Uint8Array): readonly SeekPoint[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const points: SeekPoint[] = []
  for (let at = 0; at + SEEK_POINT_BYTES <= bytes.length; at += SEEK_POINT_BYTES) {
    const high = view.getUint32(at)
    // A place that was kept free for later.
    if (high === 0xffff_ffff) continue
    const sample = high * 2 ** 32 + view.getUint32(at + 4)
    points.push({ sample, byte: view.getUint32(at + 8) * 2 ** 32 + view.getUint32(at + 12) })
  }
  return points
}
