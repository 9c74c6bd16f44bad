import { FADE_MS, type Fader } from './output.ts'

/** One `<audio>` element that holds at most one source, and says in its own words what happens to it. */
export interface Deck {
  readonly audio: HTMLAudioElement
  key: string | null
  /** Where it is to begin; null once it has been put there. */
  beginAtMs: number | null
  isReady: boolean
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
  return {
    audio,
    key: null,
    beginAtMs: null,
    isReady: false,
    wantsToSound: false,
    isHeard: false,
    fader: null,
    silentAtMs: null,
  }
}

export function fill(deck: Deck, key: string, url: string, positionMs: number): void {
  deck.audio.pause()
  deck.key = key
  deck.beginAtMs = positionMs
  deck.isReady = false
  deck.wantsToSound = false
  deck.isHeard = false
  deck.silentAtMs = null
  deck.audio.src = url
  deck.audio.load()
}

export function clear(deck: Deck): void {
  if (deck.key === null) return
  deck.key = null
  deck.wantsToSound = false
  deck.isHeard = false
  deck.isReady = false
  deck.beginAtMs = null
  deck.silentAtMs = null
  deck.audio.pause()
  deck.audio.removeAttribute('src')
  deck.audio.load()
}

/** Puts the element where it should begin. True when it stands there with sound at hand. */
export function settle(deck: Deck): boolean {
  const { audio } = deck
  if (audio.readyState < HTMLMediaElement.HAVE_METADATA) return false
  if (deck.beginAtMs !== null) {
    const target = deck.beginAtMs / 1000
    deck.beginAtMs = null
    if (Math.abs(audio.currentTime - target) > 0.005) {
      audio.currentTime = target
      return false
    }
  }
  return !audio.seeking && audio.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA
}

export function positionMs(deck: Deck): number {
  return Math.max(0, Math.round(deck.beginAtMs ?? deck.silentAtMs ?? deck.audio.currentTime * 1000))
}

export function setLevel(deck: Deck, level: number, isMuted: boolean): void {
  if (deck.fader) deck.fader.to(isMuted ? 0 : level)
  else {
    deck.audio.volume = level
    deck.audio.muted = isMuted
  }
}

/** Silent at once; the element itself stops a moment later, when what it had handed on has faded with it. */
export function hush(deck: Deck, restore: () => void): void {
  const { audio, fader } = deck
  if (audio.paused) return
  deck.silentAtMs = audio.currentTime * 1000
  setLevel(deck, 0, false)
  setTimeout(
    () => {
      if (!deck.wantsToSound) audio.pause()
      restore()
    },
    fader ? 2 * FADE_MS : HUSH_MS,
  )
}

const HUSH_MS = 4
