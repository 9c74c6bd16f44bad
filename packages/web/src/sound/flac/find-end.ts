// Where the sound of a FLAC file ends that does not say it, because whoever wrote it could not go back to its head: told
// from its last frame, which may have tags and zeros behind it.
import type { ByteSource } from './byte-source.ts'
import { crc16 } from './checksums.ts'
import { type FrameHeader, frameHeaderAt } from './frame-header.ts'
import { endOfLast, longestFrame } from './frames.ts'
import type { FlacHeader, StreamInfo } from './stream-info.ts'

const FIRST_LOOK_BYTES = 64 * 1024
const FARTHEST_LOOK_BYTES = 4 * 1024 * 1024

/** The number behind that of the last sample; null where no whole frame is near the end. */
export async function findEnd(
  source: ByteSource,
  { info: told, audioFrom }: FlacHeader,
  signal: AbortSignal,
): Promise<number | null> {
  // Of a piece that was cut out of a longer file the head tells nothing of use.
  const info = { ...told, totalSamples: 0 }
  const least = Math.max(FIRST_LOOK_BYTES, 3 * longestFrame(info))
  for (let bytes = least; ; bytes *= 4) {
    const from = Math.max(audioFrom, source.size() - bytes)
    const end = endOfSound(await readToEnd(source, from, signal), info, from === audioFrom)
    if (end !== null || from === audioFrom || bytes >= FARTHEST_LOOK_BYTES) return end
  }
}

/** What is sent in one answer may be less than was asked for. */
async function readToEnd(source: ByteSource, from: number, signal: AbortSignal): Promise<Uint8Array> {
  const all = new Uint8Array(Math.max(0, source.size() - from))
  let filled = 0
  while (filled < all.length) {
    const bytes = await source.read(from + filled, all.length - filled, signal)
    if (bytes.length === 0) break
    all.set(bytes, filled)
    filled += bytes.length
  }
  return all.subarray(0, filled)
}

/** A frame counts that goes on where the one before it ends, or with which the sound begins. */
function endOfSound(bytes: Uint8Array, info: StreamInfo, isWhole: boolean): number | null {
  let last: { readonly at: number; readonly header: FrameHeader } | null = null
  let isSure = false
  for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const header = frameHeaderAt(bytes, at, info)
    if (header === null) continue
    const goesOn: boolean =
      last !== null &&
      header.sample === last.header.sample + last.header.samples &&
      crc16(bytes, last.at, at) === 0
    if (isSure && !goesOn) continue
    last = { at, header }
    isSure = goesOn || (isWhole && at === 0)
  }
  if (last === null || !isSure) return null
  const { at, header } = last
  // The last one may have been cut off.
  const end =
    endOfLast(bytes, at, longestFrame(info)) === null ? header.sample : header.sample + header.samples
  return end > 0 ? end : null
}
