/**
 * The way from the audio elements to the loudspeaker: an audio context that keeps running. Through it a pause is heard
 * after some 30 ms instead of 80, the position of an element is the one that is heard, and a start takes half as long.
 * Where it cannot be had the elements sound by themselves, and everything still works.
 */
export interface Output {
  /** Begins to run. Without leave to sound that must happen inside a touch. Resolves when it runs, or will not. */
  open(): Promise<boolean>
  runs(): boolean
  /** Leads an element through the context, for good; null while it does not run. */
  lead(audio: HTMLAudioElement): Fader | null
  /** For so long what was handed on is heard after it was faded out, as far as the browser knows. */
  tailMs(): number
  /** Nothing is going to sound for a while: the machine's sound card may sleep. */
  rest(): void
  /** Calls when it begins to run, and when the system has stopped it. */
  onChange(listener: () => void): void
}

/** How loud an element is on its way out. */
export interface Fader {
  /** Goes there within `FADE_MS`, so that no click is heard; at once or, to the sample, after this time. */
  to(level: number, afterMs?: number): void
  /** Beside that: comes up or goes down over this time, as one half of a crossfade. 0: it is simply there. */
  fade(way: 'in' | 'out', overMs: number): void
}

export const FADE_MS = 6
const OPENS_WITHIN_MS = 400
/** Of elements that sound by themselves. */
const BARE_TAIL_MS = 80
/** Whoever waits for silence does not wait much longer. */
const LONGEST_TAIL_MS = 200

export function pageOutput(): Output {
  const listeners = new Set<() => void>()
  const heldBack = isHeldBack() || typeof AudioContext === 'undefined'
  let context: AudioContext | null = null
  let isResting = false

  const runs = () => context?.state === 'running'

  function open(): Promise<boolean> {
    if (heldBack) return Promise.resolve(false)
    isResting = false
    if (!context) {
      context = new AudioContext({ latencyHint: 0.04 })
      context.addEventListener('statechange', () => {
        if (!isResting) for (const listener of listeners) listener()
      })
    }
    if (runs()) return Promise.resolve(true)
    const opening = context.resume().then(
      () => true,
      () => false,
    )
    // A resume that is not allowed is never answered.
    const tooLate = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), OPENS_WITHIN_MS))
    return Promise.race([opening, tooLate])
  }

  return {
    open,
    runs,
    lead: (audio) => {
      if (!context || !runs()) return null
      const level = context.createGain()
      const fade = context.createGain()
      context.createMediaElementSource(audio).connect(level).connect(fade).connect(context.destination)
      audio.volume = 1
      audio.muted = false
      return faderOf(context, level.gain, fade.gain)
    },
    tailMs: () => {
      if (!context || !runs()) return BARE_TAIL_MS
      // Some browsers know only the first.
      const seconds = context.baseLatency + (context.outputLatency || 0)
      return Math.min(LONGEST_TAIL_MS, Math.ceil(seconds * 1_000) + FADE_MS)
    },
    rest: () => {
      isResting = true
      void context?.suspend()
    },
    onChange: (listener) => listeners.add(listener),
  }
}

function faderOf(context: AudioContext, level: AudioParam, fade: AudioParam): Fader {
  return {
    to: (wanted, afterMs = 0) => {
      const from = context.currentTime + afterMs / 1000
      level.cancelScheduledValues(context.currentTime)
      level.setValueAtTime(level.value, context.currentTime)
      if (afterMs > 0) level.setValueAtTime(level.value, from)
      level.linearRampToValueAtTime(wanted, from + FADE_MS / 1000)
    },
    fade: (way, overMs) => {
      fade.cancelScheduledValues(0)
      if (overMs === 0) fade.setValueAtTime(way === 'in' ? 1 : 0, context.currentTime)
      else fade.setValueCurveAtTime(way === 'in' ? RISING : FALLING, context.currentTime, overMs / 1000)
    },
  }
}

/** Both together are as loud as each alone: the squares of what is heard of them add up to one. */
const RISING = Float32Array.from({ length: 65 }, (_, step) => Math.sin((step / 64) * (Math.PI / 2)))
const FALLING = RISING.toReversed()

/** Phones and tablets of Apple stop every audio context when the screen is locked, but not a bare element. */
function isHeldBack(): boolean {
  return /apple/i.test(navigator.vendor) && navigator.maxTouchPoints > 1
}
