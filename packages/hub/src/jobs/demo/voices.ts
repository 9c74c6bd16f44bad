// The instruments of the tunes. A note is a handful of partials, each a sine that rings out by itself; the sines are
// computed by a recurrence, which is what makes minutes of music ready within seconds.
import { SAMPLE_RATE } from './encode-flac.ts'

export type Stage = { readonly left: Float32Array; readonly right: Float32Array }

export type Note = {
  readonly atSeconds: number
  readonly seconds: number
  /** 69 is the a of 440 Hz, 12 an octave. */
  readonly pitch: number
  /** 0 to 1. */
  readonly loudness: number
  /** -1 is left, 1 is right. */
  readonly pan: number
  readonly voice: VoiceName
}

type Partial = {
  readonly ratio: number
  readonly level: number
  /** Seconds until it has fallen to a third; 0: it does not fall. */
  readonly ringSeconds: number
}
type Voice = {
  readonly attackSeconds: number
  readonly releaseSeconds: number
  readonly partials: readonly Partial[]
}

const VOICES = {
  keys: {
    attackSeconds: 0.004,
    releaseSeconds: 0.18,
    partials: [
      { ratio: 1, level: 1, ringSeconds: 0.9 },
      { ratio: 2, level: 0.32, ringSeconds: 0.5 },
      { ratio: 3, level: 0.12, ringSeconds: 0.3 },
      { ratio: 7, level: 0.06, ringSeconds: 0.06 },
    ],
  },
  pluck: {
    attackSeconds: 0.002,
    releaseSeconds: 0.1,
    partials: [
      { ratio: 1, level: 0.9, ringSeconds: 0.42 },
      { ratio: 2, level: 0.5, ringSeconds: 0.28 },
      { ratio: 3, level: 0.3, ringSeconds: 0.18 },
      { ratio: 4, level: 0.16, ringSeconds: 0.12 },
      { ratio: 5, level: 0.1, ringSeconds: 0.08 },
    ],
  },
  bell: {
    attackSeconds: 0.003,
    releaseSeconds: 0.5,
    partials: [
      { ratio: 1, level: 0.8, ringSeconds: 1.3 },
      { ratio: 2.76, level: 0.25, ringSeconds: 0.5 },
      { ratio: 5.4, level: 0.1, ringSeconds: 0.2 },
    ],
  },
  pad: {
    attackSeconds: 0.7,
    releaseSeconds: 1.1,
    partials: [
      { ratio: 0.997, level: 0.5, ringSeconds: 0 },
      { ratio: 1.003, level: 0.5, ringSeconds: 0 },
      { ratio: 2, level: 0.16, ringSeconds: 0 },
    ],
  },
  bass: {
    attackSeconds: 0.008,
    releaseSeconds: 0.09,
    partials: [
      { ratio: 1, level: 1, ringSeconds: 1.1 },
      { ratio: 2, level: 0.35, ringSeconds: 0.5 },
      { ratio: 3, level: 0.12, ringSeconds: 0.25 },
    ],
  },
} as const satisfies Record<string, Voice>

export type VoiceName = keyof typeof VOICES

/** Adds the note to what is on the stage already; what would sound beyond the end is cut. */
export function sound({ left, right }: Stage, note: Note): void {
  const { attackSeconds, releaseSeconds, partials } = VOICES[note.voice]
  const from = Math.round(note.atSeconds * SAMPLE_RATE)
  const length = Math.round((note.seconds + releaseSeconds) * SAMPLE_RATE)
  const to = Math.min(from + length, left.length)
  const rise = 1 / (attackSeconds * SAMPLE_RATE)
  const fall = 1 / (releaseSeconds * SAMPLE_RATE)
  const angle = ((note.pan + 1) * Math.PI) / 4
  const toLeft = Math.cos(angle)
  const toRight = Math.sin(angle)
  for (const { ratio, level, ringSeconds } of partials) {
    const step = (2 * Math.PI * 440 * 2 ** ((note.pitch - 69) / 12) * ratio) / SAMPLE_RATE
    if (step > 2.8) continue
    const damping = ringSeconds === 0 ? 1 : Math.exp(-1 / (ringSeconds * SAMPLE_RATE))
    const turn = 2 * damping * Math.cos(step)
    const damped = damping * damping
    let before = (-Math.sin(step) / damping) * level * note.loudness
    let now = 0
    const steady = Math.max(0, length - Math.ceil(releaseSeconds * SAMPLE_RATE))
    const risen = Math.min(steady, Math.ceil(attackSeconds * SAMPLE_RATE))
    for (let at = from, age = 0; at < to; at += 1, age += 1) {
      const envelope = age < risen ? age * rise : age < steady ? 1 : (length - age) * fall
      const value = now * envelope
      left[at] = (left[at] as number) + value * toLeft
      right[at] = (right[at] as number) + value * toRight
      const next = turn * now - damped * before
      before = now
      now = next
    }
  }
}
