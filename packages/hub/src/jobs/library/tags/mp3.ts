// Reads an ordinary MP3: its tags, and how long it sounds. The length is told by the header that encoders write into
// the first frame; without one, from the frames themselves, all of them where they differ. Rule MF8.
import type { FileBytes } from './file-bytes.ts'
import { frameAt, type MpegFrame } from './mpeg-frame.ts'

const SEARCHED_BYTES = 65_536
const CHUNK_BYTES = 256 * 1024
const PROBES = 12
const PROBE_BYTES = 4_096
/** A header that speaks of more than the file has was written before the file was cut. */
const LEAST_SHARE = 0.9

/** Null where no frames begin near `from`. */
export function mp3DurationMs(file: FileBytes, from: number, end: number): number | null {
  const start = firstFrame(file, from)
  if (start === null) return null
  const header = file.upTo(start, CHUNK_BYTES / 64)
  const first = frameAt(header, 0)
  if (first === null) return null
  const counted = countedFrames(header, first, end - start)
  if (counted !== null) return milliseconds(counted * first.samples, first.rate)
  if (isOfOneRate(file, start, end, first)) return Math.round(((end - start) * 8) / first.kbits) || null
  return walked(file, start, end)
}

/** Two frames, the second where the first says it is: one alone is found in any noise. */
function firstFrame(file: FileBytes, from: number): number | null {
  const bytes = file.upTo(from, SEARCHED_BYTES)
  for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const frame = frameAt(bytes, at)
    if (frame === null) continue
    const next = frameAt(bytes, at + frame.bytes)
    if (next !== null && isAlike(frame, next)) return from + at
  }
  return null
}

/** How many frames the encoder says that there are; null where it does not, or cannot be right. */
function countedFrames(header: Buffer, first: MpegFrame, bytes: number): number | null {
  const xing = 4 + (first.isMpeg1 ? (first.isMono ? 17 : 32) : first.isMono ? 9 : 17)
  const mark = header.toString('latin1', xing, xing + 4)
  if (mark === 'Xing' || mark === 'Info') {
    const flags = header.readUInt32BE(xing + 4)
    const frames = flags & 1 ? header.readUInt32BE(xing + 8) : 0
    const size = flags & 2 ? header.readUInt32BE(xing + 8 + (flags & 1 ? 4 : 0)) : 0
    return frames > 0 && (size === 0 || bytes >= size * LEAST_SHARE) ? frames : null
  }
  if (header.toString('latin1', 36, 40) !== 'VBRI') return null
  const size = header.readUInt32BE(46)
  const frames = header.readUInt32BE(50)
  return frames > 0 && bytes >= size * LEAST_SHARE ? frames : null
}

/** Looked at in some places: what is a stream of one rate in all of them is one. */
function isOfOneRate(file: FileBytes, start: number, end: number, first: MpegFrame): boolean {
  for (let probe = 1; probe <= PROBES; probe += 1) {
    const at = start + Math.floor(((end - start) * probe) / (PROBES + 1))
    const bytes = file.upTo(at, Math.min(PROBE_BYTES, end - at))
    const frame = frameIn(bytes, first)
    if (frame !== null && frame.kbits !== first.kbits) return false
  }
  return true
}

function frameIn(bytes: Buffer, like: MpegFrame): MpegFrame | null {
  for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const frame = frameAt(bytes, at)
    const next = frame && isAlike(frame, like) ? frameAt(bytes, at + frame.bytes) : null
    if (frame && next && isAlike(next, like)) return frame
  }
  return null
}

function walked(file: FileBytes, start: number, end: number): number | null {
  let ms = 0
  let at = start
  while (at + 4 <= end) {
    const bytes = file.upTo(at, Math.min(CHUNK_BYTES, end - at))
    let place = 0
    while (place + 4 <= bytes.length) {
      const frame = frameAt(bytes, place)
      if (frame) ms += (frame.samples * 1000) / frame.rate
      const next = frame ? place + frame.bytes : bytes.indexOf(0xff, place + 1)
      place = next < 0 ? bytes.length : next
    }
    at += Math.max(place, 1)
  }
  return ms > 0 ? Math.round(ms) : null
}

function milliseconds(samples: number, rate: number): number | null {
  return Math.round((samples * 1000) / rate) || null
}

function isAlike(one: MpegFrame, other: MpegFrame): boolean {
  return one.rate === other.rate && one.samples === other.samples
}
