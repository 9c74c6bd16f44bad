import { type Segment, segments } from './listen.ts'
import type { Recording } from './recording.ts'
import { common, holes, type SoundingOptions, soundingStretches, totalMs } from './sounding.ts'

/** How a hand-over from one loudspeaker to another sounded to somebody who hears both. */
export type HandOverFigures = {
  /** Total time in which both sounded at once, however often, and whatever they played. */
  readonly overlapMs: number
  /** Total time without any sound, between the first sound of the old and the last sound of the new device. */
  readonly silenceMs: number
  /**
   * Where the new device began, less where the old one left off, in the track. Above zero that much music was
   * skipped, below zero it was heard twice. A perfect hand-over has 0; with an overlap of 30 ms in perfect
   * step it is -30.
   */
  readonly positionErrorMs: number
  /** The track, the last position heard from the old device and the first from the new one. */
  readonly track: number
  readonly leftOffMs: number
  readonly wentOnMs: number
  /** When the old device fell silent and when the new one began, on the recordings' clock. */
  readonly silencedAtMs: number
  readonly soundedAtMs: number
}

/**
 * Measures one hand-over from two recordings of the same take: `from` of the device that had the music, `to` of
 * the one that got it. Throws when one of them never played a coded track or the track changed on the way.
 * A take with several hand-overs is cut up with `excerpt` first.
 */
export function handOverFigures(
  from: Recording,
  to: Recording,
  options: SoundingOptions = {},
): HandOverFigures {
  const oldSound = soundingStretches(from, options)
  const newSound = soundingStretches(to, options)
  const leftOff = present(segments(from, options).at(-1), 'The old device')
  const wentOn = present(segments(to, options)[0], 'The new device')
  if (leftOff.track !== wentOn.track) {
    throw new Error(`The old device left off in track ${leftOff.track}, the new one began ${wentOn.track}.`)
  }
  const span = { startMs: oldSound[0]?.startMs ?? 0, endMs: newSound.at(-1)?.endMs ?? 0 }
  return {
    overlapMs: totalMs(common(oldSound, newSound)),
    silenceMs: totalMs(holes([...oldSound, ...newSound], span)),
    positionErrorMs: wentOn.startPositionMs - leftOff.endPositionMs,
    track: wentOn.track,
    leftOffMs: leftOff.endPositionMs,
    wentOnMs: wentOn.startPositionMs,
    silencedAtMs: leftOff.endMs,
    soundedAtMs: wentOn.startMs,
  }
}

function present(segment: Segment | undefined, who: string): Segment {
  if (segment) return segment
  throw new Error(`${who} played no coded track in this recording.`)
}
