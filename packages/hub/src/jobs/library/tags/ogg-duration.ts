// How long an Ogg file sounds: each page says how many samples end there. Reading the two ends of the file is hundreds
// of times faster than reading all of it; only where they speak of different streams is it read page by page. Rule MF8.
import type { FileBytes } from './file-bytes.ts'
import { lastOggPage, type OggPage, oggPageAt, PAGE_HEADER_BYTES, PAGE_MARK } from './ogg-pages.ts'

const HEAD_BYTES = 16_384
const OPUS_RATE = 48_000
/** Read page by page, a recording of this size takes about a second. */
const MAX_WALKED_BYTES = 2 * 1024 * 1024 * 1024
const CHUNK_BYTES = 1024 * 1024

/** Null when the pages do not tell. */
export function oggDurationMs(file: FileBytes): number | null {
  const first = streamAt(file.upTo(0, HEAD_BYTES), 0)
  const last = first && lastOggPage(file)
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

function durationOf(stream: Stream, before: number, end: number): number | null {
  const ms = Math.round(((end - before - (before > 0 ? 0 : stream.skip)) * 1000) / stream.rate)
  return ms > 0 ? ms : null
}

/** How many samples were over when the stream began: a recording of a broadcast counts from its beginning. */
function firstSamples(file: FileBytes, stream: Stream): number {
  const head = file.upTo(0, HEAD_BYTES * 8)
  let former: OggPage | null = null
  for (let at = 0; ; ) {
    const page = oggPageAt(head, at)
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
      const page = oggPageAt(chunk, at)
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

/** Null for what is neither Vorbis nor Opus. */
function streamAt(bytes: Buffer, at: number): Stream | null {
  if (oggPageAt(bytes, at) === null || at + PAGE_HEADER_BYTES + 32 > bytes.length) return null
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
