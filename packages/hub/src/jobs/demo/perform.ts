import { compose, type Piece, secondsPerBar } from './compose.ts'
import { SAMPLE_RATE } from './encode-flac.ts'
import { addRoom, toSamples } from './reverb.ts'
import { type Stage, sound } from './voices.ts'

export type PerformedPart = { readonly title: string; readonly left: Int16Array; readonly right: Int16Array }

/** The piece as sound, cut where its parts meet: one behind the other they are the whole, sample for sample. */
export function perform(piece: Piece): readonly PerformedPart[] {
  const bar = secondsPerBar(piece)
  const bars = piece.parts.reduce((sum, part) => sum + part.chords.length, 0)
  const length = Math.round((bars * bar + piece.endingSeconds) * SAMPLE_RATE)
  const stage: Stage = { left: new Float32Array(length), right: new Float32Array(length) }
  for (const note of compose(piece)) sound(stage, note)
  addRoom(stage)
  const { left, right } = toSamples(stage)
  let barsBefore = 0
  return piece.parts.map((part, index) => {
    const from = Math.round(barsBefore * bar * SAMPLE_RATE)
    barsBefore += part.chords.length
    const to = index === piece.parts.length - 1 ? length : Math.round(barsBefore * bar * SAMPLE_RATE)
    return { title: part.title, left: left.subarray(from, to), right: right.subarray(from, to) }
  })
}
