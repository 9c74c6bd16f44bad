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
  loadedAt: number
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
    loadedAt: 0,
  }
}

export function fill(deck: Deck, key: string, url: string, positionMs: number): void {
  deck.audio.pause()
  deck.key = key
  deck.beginAtMs = positionMs
  deck.isReady = false
  deck.wantsToSound = false
  deck.isHeard = false
  deck.loadedAt = performance.now()
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
  return Math.max(0, Math.round(deck.beginAtMs ?? deck.audio.currentTime * 1000))
}
