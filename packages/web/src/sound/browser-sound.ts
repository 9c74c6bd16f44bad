import type { Sound, SoundEvent } from '@baton/client'
import { clear, type Deck, emptyDeck, fill, hush, positionMs, setLevel, settle } from './deck.ts'
import { type Output, pageOutput } from './output.ts'
import { silentFile } from './unlock.ts'

export interface BrowserSound extends Sound {
  /** Inside a touch or a key press: asks the browser for the right to sound. True: granted. */
  unlock(): Promise<boolean>
  /** Asks without a touch: some browsers remember that a site may sound. */
  probe(): Promise<boolean>
}

const WATCH_MS = 10
/** The second element starts this much before the first one ends, so that its start-up does not become a hole. */
const LEAD_MS = 45
const NEAR_END_S = 0.6
/** After this long with nothing loaded the sound card may sleep. */
const REST_AFTER_MS = 60_000

/**
 * Sound in a page: two audio elements, one that is heard and one that holds what comes next. `playing` is said when
 * the position really moves, not when the browser promises it, so that what the hub records is what people hear.
 */
export function browserSound(
  makeAudio: () => HTMLAudioElement = () => new Audio(),
  output: Output = pageOutput(),
): BrowserSound {
  const heard = new Set<(event: SoundEvent) => void>()
  let front = emptyDeck(makeAudio())
  let back = emptyDeck(makeAudio())
  let level = 1
  let isMuted = false
  let isFree = false
  let silence: string | null = null
  let crossing: ReturnType<typeof setTimeout> | null = null
  let resting: ReturnType<typeof setTimeout> | null = null

  const tell = (event: SoundEvent) => {
    for (const listener of [...heard]) listener(event)
  }

  /** A deck with a fader is turned up only to sound, so that nothing left on its way is heard after a pause. */
  const applyLevel = (deck: Deck) => {
    if (deck.wantsToSound || !deck.fader) setLevel(deck, level, isMuted)
  }

  /** Before it sounds, never meanwhile: the change would be heard. */
  const leadOut = (deck: Deck) => {
    if (!deck.fader && deck.audio.paused) deck.fader = output.lead(deck.audio)
  }

  const wake = () => {
    if (resting !== null) clearTimeout(resting)
    resting = null
    if (isFree && !output.runs()) void output.open()
  }

  const restLater = () => {
    if (resting !== null) clearTimeout(resting)
    resting = setTimeout(() => output.rest(), REST_AFTER_MS)
  }

  const begin = async (deck: Deck) => {
    const { key } = deck
    if (key === null) return
    leadOut(deck)
    if (deck.fader && !output.runs()) void output.open()
    deck.silentAtMs = null
    applyLevel(deck)
    try {
      await deck.audio.play()
      isFree = true
      watchStart(deck, key)
    } catch (error) {
      if (deck.key !== key || !deck.wantsToSound) return
      if (error instanceof DOMException && error.name === 'NotAllowedError') {
        isFree = false
        deck.wantsToSound = false
        tell({ type: 'blocked', key })
      }
      // An AbortError belongs to a later load or pause, anything else comes again as the element's `error`.
    }
  }

  const watchStart = (deck: Deck, key: string) => {
    const from = deck.audio.currentTime
    const look = () => {
      if (deck.key !== key || !deck.wantsToSound || deck.isHeard) return
      if (deck.audio.currentTime > from && !deck.audio.paused) {
        deck.isHeard = true
        tell({ type: 'playing', key, positionMs: positionMs(deck) })
      } else setTimeout(look, WATCH_MS)
    }
    look()
  }

  const onProgress = (deck: Deck) => {
    if (deck.key === null || !settle(deck)) return
    leadOut(deck)
    if (!deck.isReady) {
      deck.isReady = true
      if (deck === front) tell({ type: 'ready', key: deck.key })
    }
    if (deck.wantsToSound && deck.audio.paused) void begin(deck)
  }

  const onTime = (deck: Deck) => {
    if (deck !== front || crossing !== null || !deck.wantsToSound || back.key === null) return
    const left = deck.audio.duration - deck.audio.currentTime
    if (!(left < NEAR_END_S)) return
    crossing = setTimeout(cross, Math.max(0, left * 1000 - LEAD_MS))
  }

  /** The next one starts while the last milliseconds of this one sound. */
  const cross = () => {
    crossing = null
    const left = front.audio.duration - front.audio.currentTime
    if (!front.wantsToSound || back.key === null || !back.isReady || !(left < NEAR_END_S)) return
    moveOn()
  }

  const moveOn = () => {
    const ended = front
    const { key } = ended
    if (key === null) return
    front = back
    back = ended
    ended.wantsToSound = false
    tell({ type: 'ended', key, movedOn: true })
    front.wantsToSound = true
    void begin(front)
    setTimeout(() => {
      if (back === ended && ended.key === key) clear(ended)
    }, 1_000)
  }

  const onEnded = (deck: Deck) => {
    const { key } = deck
    if (deck !== front || key === null) return
    if (back.key !== null && back.isReady) return moveOn()
    deck.wantsToSound = false
    deck.isHeard = false
    tell({ type: 'ended', key, movedOn: false })
  }

  const onWaiting = (deck: Deck) => {
    if (deck !== front || deck.key === null || !deck.isHeard || deck.audio.ended) return
    deck.isHeard = false
    tell({ type: 'stalled', key: deck.key, positionMs: positionMs(deck) })
  }

  const onPlaying = (deck: Deck) => {
    if (deck.key !== null && deck.wantsToSound && !deck.isHeard) watchStart(deck, deck.key)
  }

  const onError = (deck: Deck) => {
    const { key } = deck
    if (key === null || !deck.audio.error) return
    deck.wantsToSound = false
    if (deck !== front) return clear(deck)
    void reasonOf(deck.audio).then((reason) => {
      if (deck.key === key) tell({ type: 'failed', key, reason })
    })
  }

  for (const deck of [front, back]) {
    const on = (name: string, call: (deck: Deck) => void) =>
      deck.audio.addEventListener(name, () => call(deck))
    for (const name of ['loadedmetadata', 'canplay', 'canplaythrough', 'seeked']) on(name, onProgress)
    on('timeupdate', onTime)
    on('ended', onEnded)
    on('waiting', onWaiting)
    on('playing', onPlaying)
    on('error', onError)
  }

  output.onChange(() => {
    const { key } = front
    if (key === null || !front.fader || !front.wantsToSound) return
    if (output.runs()) {
      if (!front.isHeard) watchStart(front, key)
      return
    }
    // The system took the sound card away, for a call or a sleep.
    if (front.isHeard) tell({ type: 'stalled', key, positionMs: positionMs(front) })
    front.isHeard = false
    void output.open()
  })

  const stopCrossing = () => {
    if (crossing !== null) clearTimeout(crossing)
    crossing = null
  }

  return {
    load: (source, at) => {
      stopCrossing()
      wake()
      if (back.key === source.key) {
        const former = front
        front = back
        back = former
        clear(former)
        if (Math.abs(positionMs(front) - at.positionMs) > 5) {
          front.beginAtMs = at.positionMs
          front.isReady = false
        }
        if (front.isReady) tell({ type: 'ready', key: source.key })
        else onProgress(front)
        return
      }
      fill(front, source.key, source.url, at.positionMs)
    },
    prepareNext: (source) => {
      if (source === null) return clear(back)
      if (back.key !== source.key) fill(back, source.key, source.url, 0)
    },
    play: () => {
      front.wantsToSound = true
      if (front.audio.paused) front.isHeard = false
      if (front.beginAtMs === null || settle(front)) void begin(front)
    },
    pause: () => {
      stopCrossing()
      front.wantsToSound = false
      front.isHeard = false
      const hushed = front
      hush(hushed, () => applyLevel(hushed))
    },
    seek: (to) => {
      stopCrossing()
      front.isHeard = false
      front.silentAtMs = null
      front.beginAtMs = to
      if (!front.wantsToSound) front.audio.pause()
      settle(front)
      if (front.wantsToSound && !front.audio.paused && front.key !== null) watchSeek(front, front.key)
    },
    setVolume: (volume, muted) => {
      // Loudness is heard on a curve: a linear slider would do nearly everything in its lowest quarter.
      level = (volume / 100) ** 2
      isMuted = muted
      applyLevel(front)
      applyLevel(back)
    },
    positionMs: () => (front.key === null ? 0 : positionMs(front)),
    unload: () => {
      stopCrossing()
      clear(front)
      clear(back)
      restLater()
    },
    unlocked: () => isFree,
    listen: (listener) => {
      heard.add(listener)
      return () => heard.delete(listener)
    },
    unlock: async () => {
      const opening = output.open()
      for (const deck of [front, back]) {
        if (!deck.audio.paused) continue
        deck.audio.play().catch(() => undefined)
        if (!deck.wantsToSound) deck.audio.pause()
      }
      const isAllowed = await ask()
      await opening
      return isAllowed
    },
    probe: async () => {
      const isAllowed = await ask()
      if (isAllowed) await output.open()
      return isAllowed
    },
  }

  async function ask(): Promise<boolean> {
    silence ??= URL.createObjectURL(silentFile())
    const audio = makeAudio()
    audio.src = silence
    try {
      await audio.play()
      isFree = true
    } catch {
      // Refused: the next touch asks again.
    }
    audio.pause()
    audio.removeAttribute('src')
    return isFree
  }

  function watchSeek(deck: Deck, key: string): void {
    const look = () => {
      if (deck.key !== key || !deck.wantsToSound) return
      if (deck.audio.seeking) setTimeout(look, WATCH_MS)
      else watchStart(deck, key)
    }
    look()
  }
}

/** Browsers name a refused address and a file they cannot read alike, so the hub is asked which one it was. */
async function reasonOf(audio: HTMLAudioElement): Promise<'source' | 'network'> {
  if (audio.error?.code === MediaError.MEDIA_ERR_DECODE) return 'source'
  if (audio.error?.code === MediaError.MEDIA_ERR_NETWORK) return 'network'
  try {
    const answer = await fetch(audio.src, { method: 'HEAD' })
    return answer.ok ? 'source' : 'network'
  } catch {
    return 'network'
  }
}
