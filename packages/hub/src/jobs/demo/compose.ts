// Turns the plan of a piece into notes: chords, a bass below them, and a melody that walks over the scale, rests on
// the chord's own tones and comes back to what it said before. The same plan always makes the same notes.
import type { Note, VoiceName } from './voices.ts'

export type Part = {
  readonly title: string
  /** One chord for each bar, as steps of the scale: 0 is home. */
  readonly chords: readonly number[]
  readonly lead: VoiceName
  readonly comp: 'broken' | 'held' | 'beats'
  /** How many notes the melody spends, 0 to 1. */
  readonly busy: number
}

export type Piece = {
  readonly seed: number
  readonly beatsPerMinute: number
  readonly home: number
  readonly scale: readonly number[]
  readonly parts: readonly Part[]
  /** Home chord at the end, and time to ring out. */
  readonly endingSeconds: number
}

export const BEATS_PER_BAR = 4
const PHRASE_BARS = 4
const RHYTHMS: readonly (readonly number[])[] = [
  [1, 1, 1, 1],
  [1.5, 0.5, 2],
  [0.5, 0.5, 1, 2],
  [1, 0.5, 0.5, 1, 1],
  [2, 1, 1],
  [3, 1],
  [0.5, 0.5, 0.5, 0.5, 2],
]

export function secondsPerBar(piece: Piece): number {
  return (BEATS_PER_BAR * 60) / piece.beatsPerMinute
}

export function compose(piece: Piece): readonly Note[] {
  const notes: Note[] = []
  const bar = secondsPerBar(piece)
  let at = 0
  for (const [index, part] of piece.parts.entries()) {
    const chance = chanceOf(piece.seed * 31 + index)
    for (const [step, chord] of part.chords.entries())
      notes.push(...accompany(piece, part, chord, at + step * bar))
    notes.push(...sing(piece, part, at, chance))
    at += part.chords.length * bar
  }
  return [...notes, ...farewell(piece, at)]
}

function accompany(piece: Piece, part: Part, chord: number, at: number): readonly Note[] {
  const beat = 60 / piece.beatsPerMinute
  const bar = beat * BEATS_PER_BAR
  const tones = chordTones(piece, chord)
  const low = pitchOf(piece, chord) - 24
  const bass = [0, 2, 3.5].map(
    (beats, index): Note => ({
      atSeconds: at + beats * beat,
      seconds: beat * (index === 0 ? 1.7 : 0.9),
      pitch: index === 2 ? low + 7 : low,
      loudness: index === 0 ? 0.42 : 0.28,
      pan: 0,
      voice: 'bass',
    }),
  )
  const pads = tones.map(
    (pitch, index): Note => ({
      atSeconds: at,
      seconds: bar,
      pitch,
      loudness: 0.07,
      pan: index - 1,
      voice: 'pad',
    }),
  )
  if (part.comp === 'held') return [...bass, ...pads]
  if (part.comp === 'beats') {
    const struck = [1, 2.5, 3].flatMap((beats) =>
      tones.map(
        (pitch, index): Note => ({
          atSeconds: at + beats * beat,
          seconds: beat * 0.6,
          pitch,
          loudness: 0.13,
          pan: -0.4 + index * 0.2,
          voice: 'keys',
        }),
      ),
    )
    return [...bass, ...struck]
  }
  const order = [0, 1, 2, 1, 3, 2, 1, 2]
  const broken = order.map(
    (tone, index): Note => ({
      atSeconds: at + (index * beat) / 2,
      seconds: beat * 0.8,
      pitch: (tones[tone % 3] as number) + (tone === 3 ? 12 : 0),
      loudness: index === 0 ? 0.2 : 0.14,
      pan: index % 2 === 0 ? -0.5 : 0.35,
      voice: 'pluck',
    }),
  )
  return [...bass, ...pads, ...broken]
}

/** Phrases come as question, the same again, something else, and the question once more, ending at home. */
function sing(piece: Piece, part: Part, from: number, chance: () => number): readonly Note[] {
  const beat = 60 / piece.beatsPerMinute
  const notes: Note[] = []
  const said = new Map<string, readonly Said[]>()
  for (let bar = 0; bar < part.chords.length; bar += 1) {
    const phrase = Math.floor(bar / PHRASE_BARS)
    const theme = phrase % 4 === 2 ? 'other' : 'first'
    const name = `${theme} ${bar % PHRASE_BARS}`
    const words = said.get(name) ?? makeBar(part, chance)
    said.set(name, words)
    let beats = 0
    let step = part.chords[bar] as number
    for (const [index, word] of words.entries()) {
      step = index === 0 ? nearestChordTone(step + word.move, part.chords[bar] as number) : step + word.move
      if (word.sounds) {
        notes.push({
          atSeconds: from + (bar * BEATS_PER_BAR + beats) * beat,
          seconds: word.beats * beat * 0.92,
          pitch: pitchOf(piece, clampStep(step)) + 12,
          loudness: 0.34 + word.stress,
          pan: 0.12,
          voice: part.lead,
        })
      }
      beats += word.beats
    }
  }
  return notes
}

type Said = {
  readonly beats: number
  readonly move: number
  readonly sounds: boolean
  readonly stress: number
}

function makeBar(part: Part, chance: () => number): readonly Said[] {
  const rhythm = RHYTHMS[Math.floor(chance() * RHYTHMS.length)] as readonly number[]
  return rhythm.map((beats, index) => ({
    beats,
    move:
      index === 0
        ? Math.floor(chance() * 3) * 2
        : ([-2, -1, -1, 1, 1, 2][Math.floor(chance() * 6)] as number),
    sounds: index === 0 || chance() < part.busy,
    stress: index === 0 ? 0.06 : chance() * 0.05,
  }))
}

function farewell(piece: Piece, at: number): readonly Note[] {
  if (piece.endingSeconds === 0) return []
  const ring = piece.endingSeconds * 0.7
  const low: Note = {
    atSeconds: at,
    seconds: ring,
    pitch: piece.home - 24,
    loudness: 0.4,
    pan: 0,
    voice: 'bass',
  }
  const tones = [...chordTones(piece, 0), piece.home + 12].map(
    (pitch, index): Note => ({
      atSeconds: at + index * 0.07,
      seconds: ring,
      pitch,
      loudness: 0.24,
      pan: -0.3 + index * 0.2,
      voice: 'keys',
    }),
  )
  return [low, ...tones]
}

function chordTones(piece: Piece, chord: number): readonly number[] {
  return [0, 2, 4]
    .map((third) => pitchOf(piece, chord + third))
    .map((pitch) => (pitch > piece.home + 9 ? pitch - 12 : pitch))
}

function pitchOf({ home, scale }: Piece, step: number): number {
  const octave = Math.floor(step / scale.length)
  return home + octave * 12 + (scale[step - octave * scale.length] as number)
}

/** How far each step above a chord's root is from the chord's nearest tone. */
const TO_CHORD_TONE = [0, -1, 0, -1, 0, -1, 1] as const

function nearestChordTone(step: number, chord: number): number {
  const above = (((step - chord) % 7) + 7) % 7
  return step + (TO_CHORD_TONE[above] as number)
}

function clampStep(step: number): number {
  return step > 9 ? step - 7 : step < -3 ? step + 7 : step
}

/** Numbers from 0 to 1, always the same for the same seed. */
function chanceOf(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1) | 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}
