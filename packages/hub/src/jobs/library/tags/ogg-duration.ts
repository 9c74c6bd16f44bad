// How long an Ogg file sounds: each page says how many samples end there. Reading the two ends of the file is hundreds
// of times faster than reading all of it; only where they speak of different streams is it read page by page. Rule MF8.
import type { FileBytes } from './file-bytes.ts'

const PAGE_MARK = Buffer.from('OggS')
const PAGE_HEADER_BYTES = 27
const MAX_PAGE_BYTES = 65_536
const HEAD_BYTES = 16_384
/** The bytes at which the last page of any ordinary stream begins, counted from the end. */
const TAIL_BYTES = MAX_PAGE_BYTES + 512
const OPUS_RATE = 48_000
const FIRST_OF_STREAM = 0x02
/** Read page by page, a recording of this size takes about a second. */
const MAX_WALKED_BYTES = 2 * 1024 * 1024 * 1024
const CHUNK_BYTES = 1024 * 1024

/** Null when the pages do not tell. */
export function oggDurationMs(file: FileBytes): number | null {
  const first = streamAt(file.upTo(0, HEAD_BYTES), 0)
  const tailBytes = Math.min(TAIL_BYTES, file.size)
  const last = first && lastPage(file.upTo(file.size - tailBytes, tailBytes))
  if (!first || !last || last.serial !== first.serial) return sumOfStreams(file)
  return durationOf(first, firstSamples(file, first), last.samples)
}

type Stream = {
  readonly serial: number
  readonly rate: number
  readonly skip: number
  /** No packet of it sounds longer. */
  readonly longestPacket: number
}
type Page = {
  readonly serial: number
  readonly samples: number
  readonly packets: number
  readonly isFirst: boolean
  readonly bytes: number
}

function durationOf(stream: Stream, before: number, end: number): number | null {
  const ms = Math.round(((end - before - (before > 0 ? 0 : stream.skip)) * 1000) / stream.rate)
  return ms > 0 ? ms : null
}

/** How many samples were over when the stream began: a recording of a broadcast counts from its beginning. */
function firstSamples(file: FileBytes, stream: Stream): number {
  const head = file.upTo(0, HEAD_BYTES * 8)
  let former: Page | null = null
  for (let at = 0; ; ) {
    const page = pageAt(head, at)
    if (page === null) return 0
    if (page.serial === stream.serial && page.samples > 0) {
      if (former === null) {
        if (page.samples <= page.packets * stream.longestPacket) return 0
        former = page
      } else {
        const perPacket = Math.min(stream.longestPacket, (page.samples - former.samples) / page.packets)
        return Math.max(0, Math.round(former.samples - former.packets * perPacket))
      }
    }
    at += page.bytes
  }
}

function lastPage(tail: Buffer): Page | null {
  for (
    let at = tail.lastIndexOf(PAGE_MARK);
    at >= 0;
    at = at === 0 ? -1 : tail.lastIndexOf(PAGE_MARK, at - 1)
  ) {
    const page = pageAt(tail, at)
    if (page !== null && page.samples >= 0) return page
  }
  return null
}

/** Streams one behind the other, each counting anew. Of several that begin together the first one that sounds counts. */
function sumOfStreams(file: FileBytes): number | null {
  if (file.size > MAX_WALKED_BYTES) return null
  let sum = 0
  let stream: Stream | null = null
  let end = 0
  let isBeginning = false
  const finish = () => {
    sum += stream && end > 0 ? (durationOf(stream, 0, end) ?? 0) : 0
    end = 0
  }
  for (let from = 0; from + PAGE_HEADER_BYTES <= file.size; ) {
    const chunk = file.upTo(from, CHUNK_BYTES)
    let at = 0
    for (;;) {
      if (at + PAGE_HEADER_BYTES > chunk.length) break
      const page = pageAt(chunk, at)
      if (page === null) {
        const next = chunk.indexOf(PAGE_MARK, at + 1)
        at = next < 0 ? chunk.length : next
        continue
      }
      if (at + page.bytes > chunk.length && from + chunk.length < file.size && at > 0) break
      if (page.isFirst) {
        const begun = streamAt(chunk, at)
        if (!isBeginning) finish()
        stream = isBeginning ? (stream ?? begun) : begun
      } else if (page.serial === stream?.serial && page.samples > end) end = page.samples
      isBeginning = page.isFirst
      at += page.bytes
    }
    from += Math.max(at, 1)
  }
  finish()
  return sum > 0 ? sum : null
}

function pageAt(bytes: Buffer, at: number): Page | null {
  if (at + PAGE_HEADER_BYTES > bytes.length || !bytes.subarray(at, at + 4).equals(PAGE_MARK)) return null
  if (bytes[at + 4] !== 0) return null
  const segments = bytes[at + 26] ?? 0
  let body = 0
  let packets = 0
  for (let index = 0; index < segments; index += 1) {
    const size = bytes[at + PAGE_HEADER_BYTES + index] ?? 0
    body += size
    if (size < 255) packets += 1
  }
  return {
    serial: bytes.readUInt32LE(at + 14),
    samples: Number(bytes.readBigInt64LE(at + 6)),
    packets: Math.max(1, packets),
    isFirst: ((bytes[at + 5] ?? 0) & FIRST_OF_STREAM) > 0,
    bytes: PAGE_HEADER_BYTES + segments + body,
  }
}

/** Null for what is neither Vorbis nor Opus. */
function streamAt(bytes: Buffer, at: number): Stream | null {
  if (pageAt(bytes, at) === null || at + PAGE_HEADER_BYTES + 32 > bytes.length) return null
  const serial = bytes.readUInt32LE(at + 14)
  const packet = bytes.subarray(at + PAGE_HEADER_BYTES + (bytes[at + 26] ?? 0))
  if (packet.length < 30) return null
  if (packet.toString('latin1', 0, 8) === 'OpusHead')
    return { serial, rate: OPUS_RATE, skip: packet.readUInt16LE(10), longestPacket: OPUS_RATE * 0.12 }
  if (packet.toString('latin1', 0, 7) !== '\x01vorbis') return null
  const rate = packet.readUInt32LE(12)
  const longestPacket = 2 ** ((packet[28] ?? 0) >> 4)
  return rate > 0 ? { serial, rate, skip: 0, longestPacket } : null
}
