import { type Segment, segments } from './listen.ts'
import type { Recording } from './recording.ts'
import { holes, soundingStretches, totalMs } from './sounding.ts'

/** What a recording says of the place where one coded track goes over into another. */
export type Seam = {
  /** Silence around it. */
  readonly silentMs: number
  /** How much of the end of the one is missing; less than nothing where there is too much of it. */
  readonly endLostMs: number
  readonly startLostMs: number
}

const AROUND_MS = 50
/** Where both sound at once, the name of the one may be heard with the place of the other. */
const MIXED_WITHIN_MS = 10

export type SeamTracks = {
  /** The codes of the two tracks. */
  readonly from: number
  readonly to: number
  /** The length of the first. */
  readonly durationMs: number
}

/** Throws where the two do not follow each other. Good to some 2 ms. */
export function seamOf(recording: Recording, { from, to, durationMs }: SeamTracks): Seam {
  const played = segments(recording)
  const first = played.findIndex(({ track }) => track === to)
  const left = played.slice(0, Math.max(0, first)).findLast(({ track }) => track === from)
  const came = played.slice(first).find((segment) => segment.track === to && !(left && goesOn(left, segment)))
  if (!left || !came) {
    const heard = played.map(({ track, startPositionMs }) => `${track} at ${Math.round(startPositionMs)} ms`)
    throw new Error(`The tracks ${from} and ${to} did not follow each other. Heard: ${heard.join(', ')}.`)
  }
  const around = { startMs: left.endMs - AROUND_MS, endMs: came.startMs + AROUND_MS }
  return {
    silentMs: totalMs(holes(soundingStretches(recording, { bridgeMs: 1 }), around)),
    endLostMs: durationMs - left.endPositionMs,
    startLostMs: came.startPositionMs,
  }
}

/** Whether what is heard stands where the track before would stand by then. */
function goesOn(left: Segment, { startMs, startPositionMs }: Segment): boolean {
  const place = left.endPositionMs + startMs - left.endMs
  return Math.abs(startPositionMs - place) < MIXED_WITHIN_MS
}

/** In words, for people. */
export function seamText({ silentMs, endLostMs, startLostMs }: Seam): string {
  const [end, start] = [endLostMs, startLostMs].map((ms) => ms.toFixed(1))
  return `silent for ${silentMs} ms, ${end} ms of the end and ${start} ms of the start lost`
}
