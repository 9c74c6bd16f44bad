/**
 * The code that test tracks are written in: two tones that together say "track 3, second 41.2".
 * A rising tone tells the position, a steady pilot tone the track. Neither depends on loudness, so the
 * code survives volume changes, fades and any lossless path.
 */

const positionBaseHz = 400
const positionSlopeHzPerMs = 0.06
const pilotBaseHz = 8000
const pilotStepHz = 250
const positionLevel = 0.5
const pilotLevel = 0.2

/** The rising tone ends below the lowest pilot, so position and identity never share a frequency. */
export const longestCodedMs = 120_000
export const highestCodedId = 40

export const positionBandHz = { from: positionBaseHz - 60, to: 7720 } as const
export const pilotBandHz = {
  from: pilotBaseHz - pilotStepHz / 2,
  to: pilotBaseHz + (highestCodedId + 0.5) * pilotStepHz,
} as const

export type CodedSpan = {
  readonly id: number
  readonly durationMs: number
  /** Where in the track the span begins; 0 unless told. */
  readonly fromMs?: number
  readonly sampleRate?: number
}

/** The samples of a coded track, or of a stretch out of its middle. One channel, at most 0.7 of full scale. */
export function codedSamples({ id, durationMs, fromMs = 0, sampleRate = 44_100 }: CodedSpan): Float32Array {
  checkSpan(id, fromMs + durationMs)
  const samples = new Float32Array(Math.round((durationMs * sampleRate) / 1000))
  const pilotTurnsPerSample = pilotHz(id) / sampleRate
  const fromSample = (fromMs * sampleRate) / 1000
  const slopeHzPerSample = (positionSlopeHzPerMs * 1000) / sampleRate
  for (let index = 0; index < samples.length; index += 1) {
    const at = fromSample + index
    const positionTurns = (at * (positionBaseHz + (slopeHzPerSample * at) / 2)) / sampleRate
    samples[index] =
      positionLevel * sineOfTurns(positionTurns) + pilotLevel * sineOfTurns(at * pilotTurnsPerSample)
  }
  return samples
}

export function positionMsOfHz(hz: number): number {
  return (hz - positionBaseHz) / positionSlopeHzPerMs
}

/** The track whose pilot is nearest, or null when the frequency is no pilot. */
export function idOfHz(hz: number): number | null {
  const id = Math.max(0, Math.round((hz - pilotBaseHz) / pilotStepHz))
  const strayHz = Math.abs(hz - pilotHz(id))
  return id <= highestCodedId && strayHz < pilotStepHz / 5 ? id : null
}

function pilotHz(id: number): number {
  return pilotBaseHz + pilotStepHz * id
}

function sineOfTurns(turns: number): number {
  return Math.sin(2 * Math.PI * (turns - Math.floor(turns)))
}

function checkSpan(id: number, endMs: number): void {
  if (!Number.isInteger(id) || id < 0 || id > highestCodedId) {
    throw new RangeError(`A coded track's id is a whole number from 0 to ${highestCodedId}, not ${id}.`)
  }
  if (!(endMs > 0 && endMs <= longestCodedMs)) {
    throw new RangeError(`A coded track lasts at most ${longestCodedMs} ms, not ${endMs}.`)
  }
}
