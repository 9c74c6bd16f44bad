import type { Source } from '@baton/client'
import { FADE_MS, type Fader } from './output.ts'
import { openStream, type Stream, type StreamListener } from './streamed-track.ts'

/** One `<audio>` element that holds at most one source, and says in its own words what happens to it. */
export interface Deck {
  readonly audio: HTMLAudioElement
  source: Source | null
  /** Feeds the element piece by piece; null where the element plays the address by itself. */
  stream: Stream | null
  /** Where it is to begin; null once it has been put there. */
  beginAtMs: number | null
  /** How loud its track is to be beside others; null until that is known. */
  gain: number | null
  isReady: boolean
  /** Its bytes did not come when they were last asked for. */
  isLate: boolean
  wantsToSound: boolean
  /** True from the moment at which its position was seen to move. */
  isHeard: boolean
  /** Its way through the audio context; null while it sounds by itself. */
  fader: Fader | null
  /** Where it fell silent: the element itself runs on for the length of the fade. */
  silentAtMs: number | null
}

export function emptyDeck(audio: HTMLAudioElement): Deck {
  audio.preload = 'auto'
  return { audio, fader: null, ...EMPTY }
}

const EMPTY = {
  source: null,
  stream: null,
  beginAtMs: null,
  gain: null,
  isReady: false,
  isLate: false,
  wantsToSound: false,
  isHeard: false,
  silentAtMs: null,
}

/** Loads a source in silence, as a stream where somebody listens to one. */
export function fill(deck: Deck, source: Source, positionMs: number, streamed: StreamListener | null): void {
  deck.audio.pause()
  deck.stream?.[Symbol.dispose]()
  Object.assign(deck, EMPTY, { source, beginAtMs: positionMs })
  if (streamed) deck.stream = openStream(deck.audio, source, positionMs, streamed)
  else {
    deck.audio.src = source.url
    deck.audio.load()
  }
}

export function clear(deck: Deck): void {
  if (deck.source === null) return
  deck.audio.pause()
  deck.stream?.[Symbol.dispose]()
  Object.assign(deck, EMPTY)
  deck.audio.removeAttribute('src')
  deck.audio.load()
}

/** What its stream has joined to its track is its track now. It goes on sounding. */
export function takeNext(deck: Deck, source: Source, gain: number | null): void {
  deck.stream?.advance()
  deck.source = source
  deck.gain = gain
  deck.isLate = false
}

/** Puts the element where it should begin. True when it stands there with sound at hand. */
export function settle(deck: Deck): boolean {
  const { audio, stream } = deck
  if (audio.readyState < HTMLMediaElement.HAVE_METADATA) return false
  if (deck.beginAtMs !== null) {
    const target = startS(deck) + deck.beginAtMs / 1000
    deck.beginAtMs = null
    stream?.reach(target)
    if (Math.abs(audio.currentTime - target) > 0.005) {
      audio.currentTime = target
      return false
    }
  }
  return !audio.seeking && audio.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA
}

export function positionMs(deck: Deck): number {
  const atMs = (deck.audio.currentTime - startS(deck)) * 1000
  const here = Math.min(atMs, (endS(deck) - startS(deck)) * 1000)
  return Math.max(0, Math.round(deck.beginAtMs ?? deck.silentAtMs ?? here))
}

/** How much of its track is left to sound; Infinity while that is not known. */
export function leftS(deck: Deck): number {
  return endS(deck) - deck.audio.currentTime
}

function startS({ stream }: Deck): number {
  return stream?.startS() ?? 0
}

function endS({ stream, audio }: Deck): number {
  const end = stream ? stream.endS() : audio.duration
  return end === null || Number.isNaN(end) ? Number.POSITIVE_INFINITY : end
}

/** `afterMs`: then, not now. */
export function setLevel(deck: Deck, level: number, afterMs = 0): void {
  if (deck.fader) deck.fader.to(level, afterMs)
  else if (afterMs === 0) {
    deck.audio.volume = Math.min(1, level)
    deck.audio.muted = level === 0
  }
}

/** Silent at once; the element itself stops a moment later, when what it had handed on has faded with it. */
export function hush(deck: Deck, restore: () => void): void {
  const { audio, fader } = deck
  if (audio.paused) return
  deck.silentAtMs = positionMs(deck)
  setLevel(deck, 0)
  setTimeout(
    () => {
      if (!deck.wantsToSound) audio.pause()
      restore()
    },
    fader ? 2 * FADE_MS : HUSH_MS,
  )
}

const HUSH_MS = 4
