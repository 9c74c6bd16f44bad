import type { ByteSource } from './byte-source.ts'
import { findEnd } from './find-end.ts'
import { frameHeaderAt, LONGEST_HEADER } from './frame-header.ts'
import { type Frame, frameSplitter, longestFrame } from './frames.ts'
import { type FlacHeader, readHeader, type StreamInfo } from './stream-info.ts'

export interface FlacFile {
  /** The total of its samples is known, also where the file does not say it, or says that of what it was cut out of. */
  readonly info: StreamInfo
  /** All frames from the one in which this sample lies, or from some before it, in pieces as they come; counted from 0. */
  frames(fromSample: number, signal: AbortSignal): AsyncGenerator<readonly Frame[]>
}

const HEAD_BYTES = 64 * 1024
const PIECE_BYTES = 256 * 1024
/** So much before the wanted place is near enough. */
const NEAR_S = 3
const MOST_PROBES = 24

/** Null: this is no FLAC, or one that cannot be played in parts. */
export async function openFlac(source: ByteSource, signal: AbortSignal): Promise<FlacFile | null> {
  let head = { from: 0, bytes: new Uint8Array(0) as Uint8Array }
  const read = await readHeader(async (from, length) => {
    if (from < head.from || from + length > head.from + head.bytes.length) {
      head = { from, bytes: await source.read(from, Math.max(length, HEAD_BYTES), signal) }
    }
    return head.bytes.slice(from - head.from, from - head.from + length)
  })
  if (read === null) return null
  const { audioFrom } = read
  // The beginning of the sound, most often read with the head.
  const isRead = audioFrom >= head.from && audioFrom + LONGEST_HEADER <= head.from + head.bytes.length
  const start = isRead
    ? head.bytes.slice(audioFrom - head.from)
    : await source.read(audioFrom, HEAD_BYTES, signal)
  // More than 0 where the file is a piece that was cut out of a longer one: its frames count from elsewhere.
  const firstSample = frameHeaderAt(start, 0, { ...read.info, totalSamples: 0 })?.sample ?? 0
  const isWhole = firstSample === 0 && read.info.totalSamples > 0
  const end = isWhole ? read.info.totalSamples : await findEnd(source, read, signal)
  if (end === null || end <= firstSample) return null
  // As the frames themselves count. Places to seek to are those of the whole file.
  const info = { ...read.info, totalSamples: end }
  const header = { ...read, info, seekPoints: firstSample === 0 ? read.seekPoints : [] }

  const counted = (frames: readonly Frame[]) =>
    firstSample === 0 ? frames : frames.map((frame) => ({ ...frame, sample: frame.sample - firstSample }))
  return {
    info: { ...info, totalSamples: end - firstSample },
    frames: async function* (fromSample, signal) {
      const splitter = frameSplitter(info)
      const place = await placeOf(source, { ...header, firstSample }, fromSample + firstSample, signal)
      let at = place.byte
      let bytes = place.bytes ?? (at === audioFrom ? start : null)
      while (at < source.size()) {
        if (bytes === null || bytes.length === 0) bytes = await source.read(at, PIECE_BYTES, signal)
        if (bytes.length === 0) break
        at += bytes.length
        const found = splitter.push(bytes)
        bytes = null
        if (found.length > 0) yield counted(found)
      }
      const rest = splitter.end()
      if (rest.length > 0) yield counted(rest)
    },
  }
}

/** Where sound lies: `info` counts as the frames do. */
interface Sound extends FlacHeader {
  readonly firstSample: number
}

interface Place {
  readonly byte: number
  /** What was read from there on the way, where something was. */
  readonly bytes: Uint8Array | null
}

/** A place from which on the wanted sample comes soon. */
async function placeOf(
  source: ByteSource,
  header: Sound,
  wanted: number,
  signal: AbortSignal,
): Promise<Place> {
  const { info } = header
  const near = NEAR_S * info.sampleRate
  const probeBytes = Math.max(HEAD_BYTES, 3 * longestFrame(info))
  let { low, high } = surroundings(source, header, wanted)
  for (let probe = 0; probe < MOST_PROBES && wanted - low.sample > near; probe++) {
    const span = high.byte - low.byte
    if (span <= probeBytes) break
    // Later probes halve what is left, so that files of very uneven density come to an end too.
    const isEven = probe < MOST_PROBES / 2
    const share = isEven ? (wanted - near / 2 - low.sample) / (high.sample - low.sample) : 0.5
    const byte = low.byte + Math.max(1, Math.min(span - probeBytes, Math.floor(share * span)))
    const bytes = await source.read(byte, probeBytes, signal)
    const [first] = frameSplitter(info).push(bytes)
    if (first === undefined || first.sample > wanted) high = { sample: first?.sample ?? high.sample, byte }
    else if (wanted - first.sample > near) low = { sample: first.sample, byte: byte + first.from }
    else return { byte: byte + first.from, bytes: bytes.slice(first.from) }
  }
  return { byte: low.byte, bytes: null }
}

function surroundings(
  source: ByteSource,
  { info, seekPoints, audioFrom, firstSample }: Sound,
  wanted: number,
) {
  let low = { sample: firstSample, byte: audioFrom }
  let high = { sample: info.totalSamples, byte: source.size() }
  for (const { sample, byte } of seekPoints) {
    const point = { sample, byte: audioFrom + byte }
    if (point.byte >= source.size()) continue
    if (sample <= wanted && sample > low.sample) low = point
    if (sample > wanted && sample < high.sample) high = point
  }
  return { low, high }
}
