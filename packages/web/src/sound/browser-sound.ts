import type { Sound, SoundEvent, Source, Store } from '@baton/client'
import type { SoundChoices } from './choices.ts'
import {
  clear,
  type Deck,
  emptyDeck,
  fill,
  hush,
  leftS,
  positionMs,
  setLevel,
  settle,
  takeNext,
} from './deck.ts'
import { areNeighbours, gainOf } from './loudness.ts'
import { type Output, pageOutput } from './output.ts'
import { canStream, type StreamListener } from './stream.ts'
import type { KnownTracks } from './track-facts.ts'
import { silentFile } from './unlock.ts'

export interface BrowserSound extends Sound {
  /** Inside a touch or a key press: asks the browser for the right to sound. True: granted. */
  unlock(): Promise<boolean>
  /** Asks without a touch: some browsers remember that a site may sound. */
  probe(): Promise<boolean>
}

export interface BrowserSoundParts {
  readonly tracks: KnownTracks
  readonly choices: Store<SoundChoices>
  readonly makeAudio?: () => HTMLAudioElement
  readonly output?: Output
}

const WATCH_MS = 10
/** Two elements: the second starts this much before the first one ends, so that its start-up does not become a hole. */
const LEAD_MS = 45
const NEAR_END_S = 0.6
/** So much before the end of a track it is left as it is what follows. */
const SETTLED_S = 1
/** After this long with nothing loaded the sound card may sleep. */
const REST_AFTER_MS = 60_000
const MOST_REFUSED = 200

/**
 * Sound in a page: two audio elements, one that is heard and one that may hold what comes next. FLAC is streamed: then
 * the next track is joined to the one that is heard, sample to sample, in the same element. `playing` is said when the
 * position really moves, not when the browser promises it, so that what the hub records is what people hear.
 */
export function browserSound(parts: BrowserSoundParts): BrowserSound {
  const { tracks, choices, makeAudio = () => new Audio(), output = pageOutput() } = parts
  const heard = new Set<(event: SoundEvent) => void>()
  /** Tracks that turned out to be nothing to stream, by their address less the ticket. */
  const unstreamable = new Set<string>()
  const streams = canStream()
  let front = emptyDeck(makeAudio())
  let back = emptyDeck(makeAudio())
  let prepared: Source | null = null
  /** What was heard before what is heard. */
  let former: Source | null = null
  let level = 1
  let isMuted = false
  let isFree = false
  let silence: string | null = null
  let crossing: ReturnType<typeof setTimeout> | null = null
  let fading: ReturnType<typeof setTimeout> | null = null
  let resting: ReturnType<typeof setTimeout> | null = null

  const tell = (event: SoundEvent) => {
    for (const listener of [...heard]) listener(event)
  }

  const levelOf = (gain: number | null) => (isMuted ? 0 : level * (gain ?? 1))

  /** A deck with a fader is turned up only to sound, so that nothing left on its way is heard after a pause. */
  const applyLevel = (deck: Deck) => {
    if (deck.wantsToSound || !deck.fader) setLevel(deck, levelOf(deck.gain))
  }

  const gainBeside = (source: Source, others: readonly (Source | null)[]) =>
    gainOf(tracks.of(source), others.map(tracks.of), choices.get())

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

  const fillDeck = (deck: Deck, source: Source, at: number) => {
    fill(deck, source, at, streams && !unstreamable.has(pathOf(source)) ? streamed(deck) : null)
    void tracks.find(source).then(() => {
      if (deck.source !== source) return
      deck.gain = gainBeside(source, [former, deck === front ? prepared : front.source])
      onProgress(deck)
    })
  }

  /** What a deck's stream says about its own track, or about the one that it was to join to it. */
  const streamed = (deck: Deck): StreamListener => ({
    late: (key) => {
      if (deck.source?.key !== key) return
      deck.isLate = true
      if (!deck.isReady || deck.audio.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) fail(deck, 'network')
    },
    refused: (key) => {
      if (deck.source?.key === key) {
        remember(deck.source)
        const at = positionMs(deck)
        fillDeck(deck, deck.source, at)
      } else if (prepared?.key === key && deck === front && back.source?.key !== key) {
        fillDeck(back, prepared, 0)
      }
    },
    broken: () => {
      if (deck.source) remember(deck.source)
      fail(deck, 'source')
    },
  })

  const remember = (source: Source) => {
    if (unstreamable.size >= MOST_REFUSED) unstreamable.clear()
    unstreamable.add(pathOf(source))
  }

  const begin = async (deck: Deck, fadeMs = 0) => {
    const { source } = deck
    if (source === null) return
    leadOut(deck)
    if (deck.fader && !output.runs()) void output.open()
    deck.silentAtMs = null
    deck.fader?.fade('in', fadeMs)
    applyLevel(deck)
    try {
      await deck.audio.play()
      isFree = true
      watchStart(deck, source)
    } catch (error) {
      if (deck.source !== source || !deck.wantsToSound) return
      if (error instanceof DOMException && error.name === 'NotAllowedError') {
        isFree = false
        deck.wantsToSound = false
        tell({ type: 'blocked', key: source.key })
      }
      // An AbortError belongs to a later load or pause, anything else comes again as the element's `error`.
    }
  }

  const watchStart = (deck: Deck, source: Source) => {
    const from = deck.audio.currentTime
    const look = () => {
      if (deck.source !== source || !deck.wantsToSound || deck.isHeard) return
      if (deck.audio.currentTime > from && !deck.audio.paused) {
        deck.isHeard = true
        tell({ type: 'playing', key: source.key, positionMs: positionMs(deck) })
      } else setTimeout(look, WATCH_MS)
    }
    look()
  }

  const onProgress = (deck: Deck) => {
    if (deck.source === null || !settle(deck) || deck.gain === null) return
    leadOut(deck)
    if (!deck.isReady) {
      deck.isReady = true
      if (deck === front) tell({ type: 'ready', key: deck.source.key })
    }
    if (deck.wantsToSound && deck.audio.paused) void begin(deck)
  }

  /** How long both are heard together at the end of the present track; 0: one follows the other. */
  const crossfadeMs = (next: Source): number => {
    const [track, other] = [tracks.of(front.source), tracks.of(next)]
    const { crossfadeS } = choices.get()
    if (crossfadeS === 0 || !front.fader || !track || !other || areNeighbours(track, other)) return 0
    return Math.min(crossfadeS * 1000, (track.durationMs ?? 0) / 3, (other.durationMs ?? 0) / 3)
  }

  /** Has what is to follow at hand: joined to what is heard, or in the other element. */
  const arrange = (source: Source) => {
    if (prepared !== source || fading !== null || front.source === null) return
    if (front.stream && !unstreamable.has(pathOf(source)) && crossfadeMs(source) === 0) {
      clear(back)
      front.stream.follow(source)
    } else {
      front.stream?.follow(null)
      if (back.source?.key !== source.key) fillDeck(back, source, 0)
    }
  }

  const prepare = (source: Source | null) => {
    prepared = source
    if (source) void tracks.find(source).then(() => arrange(source))
    else {
      if (fading === null) clear(back)
      if (leftS(front) > SETTLED_S) front.stream?.follow(null)
    }
  }

  const onTime = (deck: Deck) => {
    if (deck !== front || crossing !== null || !deck.wantsToSound || deck.source === null) return
    const isJoined = deck.stream?.joined() != null
    if (!isJoined && (prepared === null || back.source?.key !== prepared.key)) return
    const leadMs = isJoined || prepared === null ? 0 : Math.max(LEAD_MS, crossfadeMs(prepared))
    const left = leftS(deck) - leadMs / 1000
    if (!(left < NEAR_END_S)) return
    if (isJoined && prepared && left > 0) {
      // The other loudness begins with the other track, to the sample.
      const gain = gainBeside(prepared, [deck.source])
      if (deck.fader && gain !== deck.gain) setLevel(deck, levelOf(gain), left * 1000)
    }
    crossing = setTimeout(isJoined ? pass : cross, Math.max(0, left * 1000))
  }

  /** The seam between two joined tracks is reached: what is heard is the other one now. */
  const pass = () => {
    crossing = null
    const { source } = front
    if (source === null || !front.wantsToSound) return
    if (leftS(front) > 0) {
      crossing = setTimeout(pass, WATCH_MS / 2)
      return
    }
    const next = prepared
    if (next === null || front.stream?.joined() !== next.key) {
      // Something else was wished for when it was too late to take it away.
      front.wantsToSound = false
      front.isHeard = false
      hush(front, () => {})
      tell({ type: 'ended', key: source.key, movedOn: false })
      return
    }
    takeNext(front, next, gainBeside(next, [source]))
    if (!front.fader) applyLevel(front)
    former = source
    prepared = null
    tell({ type: 'ended', key: source.key, movedOn: true })
    if (front.source === next && front.wantsToSound && front.isHeard) {
      tell({ type: 'playing', key: next.key, positionMs: positionMs(front) })
    }
  }

  /** The next one starts while the last of this one sounds. */
  const cross = () => {
    crossing = null
    if (!front.wantsToSound || prepared === null || back.source?.key !== prepared.key || !back.isReady) return
    const overMs = crossfadeMs(prepared)
    if (leftS(front) - overMs / 1000 < NEAR_END_S) moveOn(overMs)
  }

  const moveOn = (overMs: number) => {
    const ended = front
    const { source } = ended
    if (source === null) return
    front = back
    back = ended
    former = source
    prepared = null
    ended.wantsToSound = false
    if (overMs > 0) ended.fader?.fade('out', Math.min(overMs, leftS(ended) * 1000))
    if (front.source) front.gain = gainBeside(front.source, [former])
    fading = setTimeout(endFading, Math.max(1_000, overMs + 100))
    tell({ type: 'ended', key: source.key, movedOn: true })
    front.wantsToSound = true
    void begin(front, overMs)
  }

  /** What still sounded of the track before is over. */
  const endFading = () => {
    if (fading === null) return
    clearTimeout(fading)
    fading = null
    clear(back)
    front.fader?.fade('in', 0)
    if (prepared) arrange(prepared)
  }

  const onEnded = (deck: Deck) => {
    const { source } = deck
    if (deck !== front || source === null) return
    if (prepared && back.source?.key === prepared.key && back.isReady) return moveOn(0)
    deck.wantsToSound = false
    deck.isHeard = false
    tell({ type: 'ended', key: source.key, movedOn: false })
  }

  const onWaiting = (deck: Deck) => {
    if (deck !== front || deck.source === null || !deck.isHeard || deck.audio.ended) return
    if (deck.isLate) return fail(deck, 'network')
    deck.isHeard = false
    tell({ type: 'stalled', key: deck.source.key, positionMs: positionMs(deck) })
  }

  const onPlaying = (deck: Deck) => {
    if (deck.source !== null && deck.wantsToSound && !deck.isHeard) watchStart(deck, deck.source)
  }

  const onError = (deck: Deck) => {
    const { source } = deck
    if (source === null || !deck.audio.error) return
    if (deck.stream) {
      remember(source)
      return fail(deck, 'source')
    }
    deck.wantsToSound = false
    if (deck !== front) return clear(deck)
    void reasonOf(deck.audio).then((reason) => {
      if (deck.source === source) fail(deck, reason)
    })
  }

  const fail = (deck: Deck, reason: 'source' | 'network') => {
    if (deck.source === null) return
    if (deck !== front) return clear(deck)
    deck.wantsToSound = false
    deck.stream?.[Symbol.dispose]()
    tell({ type: 'failed', key: deck.source.key, reason })
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
    on('progress', () => {
      deck.isLate = false
    })
  }

  output.onChange(() => {
    const { source } = front
    if (source === null || !front.fader || !front.wantsToSound) return
    if (output.runs()) {
      if (!front.isHeard) watchStart(front, source)
      return
    }
    // The system took the sound card away, for a call or a sleep.
    if (front.isHeard) tell({ type: 'stalled', key: source.key, positionMs: positionMs(front) })
    front.isHeard = false
    void output.open()
  })

  choices.subscribe(() => {
    for (const deck of [front, back]) {
      if (deck.source === null || deck.gain === null) continue
      deck.gain = gainBeside(deck.source, [former, prepared])
      applyLevel(deck)
    }
    if (prepared) arrange(prepared)
  })

  const stopCrossing = () => {
    if (crossing !== null) clearTimeout(crossing)
    crossing = null
    endFading()
  }

  return {
    load: (source, at) => {
      stopCrossing()
      wake()
      const isPrepared = prepared?.key === source.key
      if (isPrepared) prepared = null
      if (front.source?.key !== source.key) former = front.source
      if (back.source?.key === source.key) {
        ;[front, back] = [back, front]
        clear(back)
        stand(front, at.positionMs)
      } else if (isPrepared && front.stream?.joined() === source.key) {
        takeNext(front, source, gainBeside(source, [former]))
        front.wantsToSound = false
        front.audio.pause()
        stand(front, at.positionMs, true)
      } else {
        clear(back)
        fillDeck(front, source, at.positionMs)
        if (prepared) arrange(prepared)
      }
    },
    prepareNext: prepare,
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
      applyLevel(front)
      if (front.wantsToSound && !front.audio.paused && front.source) watchSeek(front, front.source)
    },
    setVolume: (volume, muted) => {
      // Loudness is heard on a curve: a linear slider would do nearly everything in its lowest quarter.
      level = (volume / 100) ** 2
      isMuted = muted
      applyLevel(front)
      applyLevel(back)
    },
    positionMs: () => (front.source === null ? 0 : positionMs(front)),
    unload: () => {
      stopCrossing()
      prepared = null
      former = null
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

  /** What is at hand already is put where it should begin. */
  function stand(deck: Deck, at: number, isElsewhere = false): void {
    deck.isHeard = false
    deck.silentAtMs = null
    if (isElsewhere || Math.abs(positionMs(deck) - at) > 5) {
      deck.beginAtMs = at
      deck.isReady = false
    }
    if (deck.isReady && deck.source) tell({ type: 'ready', key: deck.source.key })
    else onProgress(deck)
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

  function watchSeek(deck: Deck, source: Source): void {
    const look = () => {
      if (deck.source !== source || !deck.wantsToSound) return
      if (deck.audio.seeking) setTimeout(look, WATCH_MS)
      else watchStart(deck, source)
    }
    look()
  }
}

/** The ticket changes, the track does not. */
function pathOf({ url }: Source): string {
  return url.split('?', 1)[0] as string
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
