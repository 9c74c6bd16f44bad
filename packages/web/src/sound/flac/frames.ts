import { crc16 } from './checksums.ts'
import { type FrameHeader, frameHeaderAt, LONGEST_HEADER } from './frame-header.ts'
import type { StreamInfo } from './stream-info.ts'

export interface Frame {
  readonly sample: number
  readonly samples: number
  readonly bytes: Uint8Array
  /** How far from the place at which the splitter began. */
  readonly from: number
}

export interface FrameSplitter {
  /** The frames that are whole now, in order, without a hole. Throws `UnreadableFlac` where there is none to be found. */
  push(bytes: Uint8Array): readonly Frame[]
  /** The bytes have come to the end of the file: what is left is the last frame, or was cut off. */
  end(): readonly Frame[]
}

/** The bytes are no FLAC that can be taken apart; something else may still be able to play them. */
export class UnreadableFlac extends Error {
  override readonly name = 'UnreadableFlac'
}

const FRAME_ENDS_WITH = 2

/**
 * Cuts FLAC into its frames, however its bytes are cut on the way. Begins at the first frame that it can be sure of:
 * a frame counts when its checksum holds and the next one goes on with the very next sample.
 */
export function frameSplitter(info: StreamInfo): FrameSplitter {
  const longest = longestFrame(info)
  let kept: Uint8Array = new Uint8Array(0)
  let passed = 0
  let frame: { at: number; header: FrameHeader } | null = null
  let expected: number | null = null
  let lookAt = 0
  /** Behind the last frame there may be tags and zeros, but no sound. */
  let isOver = false

  /** The beginning of a frame from here on; null: not in these bytes. */
  function beginning(isWhole: boolean): { at: number; header: FrameHeader } | null {
    const until = kept.length - (isWhole ? FRAME_ENDS_WITH : LONGEST_HEADER)
    for (; lookAt < until; lookAt++) {
      if (kept[lookAt] !== 0xff) continue
      const header = frameHeaderAt(kept, lookAt, info)
      if (header && (expected === null || header.sample === expected)) return { at: lookAt, header }
    }
    return null
  }

  function taken({ at, header }: { at: number; header: FrameHeader }, to: number): Frame {
    expected = header.sample + header.samples
    return { sample: header.sample, samples: header.samples, bytes: kept.slice(at, to), from: passed + at }
  }

  function isLast({ sample, samples }: FrameHeader): boolean {
    return sample + samples === info.totalSamples
  }

  function split(isWhole: boolean): readonly Frame[] {
    const frames: Frame[] = []
    for (;;) {
      if (frame === null) {
        frame = beginning(isWhole)
        if (frame === null) break
        lookAt = frame.at + frame.header.bytes
      }
      if (isLast(frame.header)) {
        if (!isWhole && kept.length - frame.at < longest) break
        const end = endOfLast(kept, frame.at, longest)
        if (end !== null) frames.push(taken(frame, end))
        else if (expected === null) {
          // It only looked like a frame.
          lookAt = frame.at + 1
          frame = null
          continue
        } else if (!isWhole) throw new UnreadableFlac('The last frame has no end.')
        isOver = true
        break
      }
      const next = following(frame, isWhole)
      if (next === null) break
      frames.push(taken(frame, next.at))
      frame = next
      lookAt = next.at + next.header.bytes
    }
    forget()
    return frames
  }

  /** The frame behind this one, which is where this one ends. */
  function following(
    { at, header }: { at: number; header: FrameHeader },
    isWhole: boolean,
  ): { at: number; header: FrameHeader } | null {
    const until = kept.length - (isWhole ? FRAME_ENDS_WITH : LONGEST_HEADER)
    for (; lookAt < until; lookAt++) {
      if (kept[lookAt] !== 0xff) continue
      const next = frameHeaderAt(kept, lookAt, info)
      if (next?.sample !== header.sample + header.samples) continue
      if (crc16(kept, at, lookAt) === 0) return { at: lookAt, header: next }
    }
    if (lookAt - at <= longest) return null
    if (expected !== null) throw new UnreadableFlac('A frame has no end.')
    // It only looked like a frame.
    frame = null
    lookAt = at + 1
    const other = beginning(isWhole)
    if (other === null) return null
    frame = other
    lookAt = other.at + other.header.bytes
    return following(other, isWhole)
  }

  function forget(): void {
    const needed = frame?.at ?? lookAt
    if (needed === 0) return
    kept = kept.slice(needed)
    passed += needed
    lookAt -= needed
    if (frame) frame = { ...frame, at: 0 }
  }

  return {
    push: (bytes) => {
      if (isOver) return []
      kept = joined(kept, bytes)
      const frames = split(false)
      if (frame === null && passed > longest + bytes.length) throw new UnreadableFlac('There is no frame.')
      return frames
    },
    end: () => {
      if (isOver) return []
      const frames = split(true)
      if (isOver) return frames
      const last = frame
      if (last === null || crc16(kept, last.at, kept.length) !== 0) return frames
      frame = null
      return [...frames, taken(last, kept.length)]
    },
  }
}

/**
 * What lies behind the last frame cannot be told from it but by its checksum: the farthest place where that holds. By
 * chance some bytes too many are taken, never one too few, and a decoder passes over them. Null: it was cut off.
 */
export function endOfLast(bytes: Uint8Array, from: number, longest: number): number | null {
  let end: number | null = null
  let sum = 0
  for (let at = from; at < Math.min(bytes.length, from + longest); at++) {
    sum = crc16(bytes, at, at + 1, sum)
    if (sum === 0 && at > from + FRAME_ENDS_WITH) end = at + 1
  }
  return end
}

/** A frame whose samples are written out as they are is the longest that a decoder has to take. */
export function longestFrame({ channels, maxBlock, bitsPerSample }: StreamInfo): number {
  return 64 + channels * (8 + Math.ceil((maxBlock * (bitsPerSample + 1)) / 8))
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  if (one.length === 0) return other
  const both = new Uint8Array(one.length + other.length)
  both.set(one)
  both.set(other, one.length)
  return both
}
