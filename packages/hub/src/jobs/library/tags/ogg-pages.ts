// The pages that an Ogg file is made of.
import type { FileBytes } from './file-bytes.ts'

export const PAGE_MARK = Buffer.from('OggS')
export const PAGE_HEADER_BYTES = 27
const MAX_PAGE_BYTES = 65_536
/** The bytes at which the last page of any ordinary stream begins, counted from the end. */
const TAIL_BYTES = MAX_PAGE_BYTES + 512
const FIRST_OF_STREAM = 0x02

export type OggPage = {
  readonly serial: number
  /** How many are over where it ends; none ends in it where this is negative. */
  readonly samples: number
  readonly packets: number
  readonly isFirst: boolean
  /** All of it. */
  readonly bytes: number
  /** Behind its head. */
  readonly bodyBytes: number
}

/** Null where none begins. The bytes may end in its midst. */
export function oggPageAt(bytes: Buffer, at: number): OggPage | null {
  if (at + PAGE_HEADER_BYTES > bytes.length || !bytes.subarray(at, at + 4).equals(PAGE_MARK)) return null
  if (bytes[at + 4] !== 0) return null
  const segments = bytes[at + 26] ?? 0
  let bodyBytes = 0
  let packets = 0
  for (let index = 0; index < segments; index += 1) {
    const size = bytes[at + PAGE_HEADER_BYTES + index] ?? 0
    bodyBytes += size
    if (size < 255) packets += 1
  }
  return {
    serial: bytes.readUInt32LE(at + 14),
    samples: Number(bytes.readBigInt64LE(at + 6)),
    packets: Math.max(1, packets),
    isFirst: ((bytes[at + 5] ?? 0) & FIRST_OF_STREAM) > 0,
    bytes: PAGE_HEADER_BYTES + segments + bodyBytes,
    bodyBytes,
  }
}

/** The last one that says how many samples are over, and what is in it. */
export function lastOggPage(file: FileBytes): (OggPage & { readonly body: Buffer }) | null {
  const tailBytes = Math.min(TAIL_BYTES, file.size)
  const tail = file.upTo(file.size - tailBytes, tailBytes)
  for (
    let at = tail.lastIndexOf(PAGE_MARK);
    at >= 0;
    at = at === 0 ? -1 : tail.lastIndexOf(PAGE_MARK, at - 1)
  ) {
    const page = oggPageAt(tail, at)
    if (page === null || page.samples < 0) continue
    const end = at + page.bytes
    return { ...page, body: tail.subarray(end - page.bodyBytes, end) }
  }
  return null
}
