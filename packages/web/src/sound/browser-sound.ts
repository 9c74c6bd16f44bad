import type { Sound, SoundEvent, Source, Store } from '@baton/client'
import { clear, type Deck, emptyDeck, fill, hush, positionMs, settle, takeNext } from './audio-player.ts'
import { watchSeek, watchStart } from './detect-start.ts'
import { reasonOf } from './failure-reason.ts'
import { passage } from './joined-tracks.ts'
import { levels } from './levels.ts'
import type { KnownTracks } from './loudness-facts.ts'
import { type Output, pageOutput } from './output.ts'
import type { Pair } from './player-pair.ts'
import type { SoundChoices } from './sound-preferences.ts'
import { canStream, type StreamListener } from './streamed-track.ts'
import { permission } from './unlock.ts'

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

/** After this long with nothing loaded the sound card may sleep. */
const REST_AFTER_MS = 60_000
const MOST_UNSTREAMABLE = 200

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
  const pair: Pair = {
    front: emptyDeck(makeAudio()),
    back: emptyDeck(makeAudio()),
    prepared: null,
    former: null,
  }
  const loudness = levels(tracks, choices)
  const maySound = permission(makeAudio)
  let isFree = false
  let resting: ReturnType<typeof setTimeout> | null = null

  const tell = (event: SoundEvent) => {
    for (const listener of [...heard]) listener(event)
  }

  const between = passage({
    pair,
    levels: loudness,
    tracks,
    choices,
    tell,
    fillBack: (source) => fillDeck(pair.back, source, 0),
    mayStream: (source) => streams && !unstreamable.has(pathOf(source)),
    begin: (deck, fadeMs) => void begin(deck, fadeMs),
  })

  const wake = () => {
    if (resting !== null) clearTimeout(resting)
    resting = null
    if (isFree && !output.runs()) void output.open()
  }

  const fillDeck = (deck: Deck, source: Source, at: number) => {
    const isStreamed = streams && !unstreamable.has(pathOf(source))
    fill(deck, source, at, isStreamed ? streamed(deck) : null)
    void tracks.find(source).then(() => {
      if (deck.source !== source) return
      const other = deck === pair.front ? pair.prepared : pair.front.source
      deck.gain = loudness.gainBeside(source, [pair.former, other])
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
      const { source } = deck
      if (source?.key === key) {
        const at = positionMs(deck)
        forgo(source)
        fillDeck(deck, source, at)
        if (deck === pair.front) between.arrange()
      } else if (deck === pair.front && pair.prepared?.key === key && pair.back.source?.key !== key) {
        fillDeck(pair.back, pair.prepared, 0)
      }
    },
    broken: () => {
      if (deck.source) forgo(deck.source)
      fail(deck, 'source')
    },
  })

  /** From now on the element plays the address of this track by itself. */
  const forgo = (source: Source) => {
    if (unstreamable.size >= MOST_UNSTREAMABLE) unstreamable.clear()
    unstreamable.add(pathOf(source))
  }

  const begin = async (deck: Deck, fadeMs = 0) => {
    const { source } = deck
    if (source === null) return
    leadOut(deck)
    // Only what is led through the context can be faded.
    if (deck === pair.front) between.arrange()
    if (deck.fader && !output.runs()) void output.open()
    deck.silentAtMs = null
    deck.fader?.fade('in', fadeMs)
    loudness.apply(deck)
    try {
      await deck.audio.play()
      isFree = true
      watchStart(deck, source, () => isHeard(deck))
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

  /** Before it sounds, never meanwhile: the change would be heard. */
  const leadOut = (deck: Deck) => {
    if (!deck.fader && deck.audio.paused) deck.fader = output.lead(deck.audio)
  }

  const isHeard = (deck: Deck) => {
    if (deck.source) tell({ type: 'playing', key: deck.source.key, positionMs: positionMs(deck) })
  }

  const onProgress = (deck: Deck) => {
    if (deck.source === null || !settle(deck) || deck.gain === null) return
    leadOut(deck)
    if (!deck.isReady) {
      deck.isReady = true
      if (deck === pair.front) tell({ type: 'ready', key: deck.source.key })
    }
    if (deck.wantsToSound && deck.audio.paused) void begin(deck)
  }

  const onWaiting = (deck: Deck) => {
    if (deck !== pair.front || deck.source === null || !deck.isHeard || deck.audio.ended) return
    if (deck.isLate) return fail(deck, 'network')
    deck.isHeard = false
    tell({ type: 'stalled', key: deck.source.key, positionMs: positionMs(deck) })
  }

  const onPlaying = (deck: Deck) => {
    if (deck.source && deck.wantsToSound && !deck.isHeard) watchStart(deck, deck.source, () => isHeard(deck))
  }

  const onError = (deck: Deck) => {
    const { source } = deck
    if (source === null || !deck.audio.error) return
    if (deck.stream) {
      forgo(source)
      return fail(deck, 'source')
    }
    deck.wantsToSound = false
    if (deck !== pair.front) return clear(deck)
    void reasonOf(deck.audio).then((reason) => {
      if (deck.source === source) fail(deck, reason)
    })
  }

  const fail = (deck: Deck, reason: 'source' | 'network') => {
    if (deck.source === null) return
    if (deck !== pair.front) return clear(deck)
    deck.wantsToSound = false
    deck.stream?.[Symbol.dispose]()
    tell({ type: 'failed', key: deck.source.key, reason })
  }

  for (const deck of [pair.front, pair.back]) {
    const on = (name: string, call: (deck: Deck) => void) =>
      deck.audio.addEventListener(name, () => call(deck))
    for (const name of ['loadedmetadata', 'canplay', 'canplaythrough', 'seeked']) on(name, onProgress)
    on('timeupdate', between.watch)
    on('ended', between.ended)
    on('waiting', onWaiting)
    on('playing', onPlaying)
    on('error', onError)
    on('progress', () => {
      deck.isLate = false
    })
  }

  output.onChange(() => {
    const { front } = pair
    const { source } = front
    if (source === null || !front.fader || !front.wantsToSound) return
    if (output.runs()) {
      if (!front.isHeard) watchStart(front, source, () => isHeard(front))
      return
    }
    // The system took the sound card away, for a call or a sleep.
    if (front.isHeard) tell({ type: 'stalled', key: source.key, positionMs: positionMs(front) })
    front.isHeard = false
    void output.open()
  })

  choices.subscribe(() => {
    for (const deck of [pair.front, pair.back]) {
      if (deck.source === null || deck.gain === null) continue
      deck.gain = loudness.gainBeside(deck.source, [pair.former, pair.prepared])
      loudness.apply(deck)
    }
    between.arrange()
  })

  /** What is at hand already is put where it should begin. */
  const stand = (deck: Deck, at: number) => {
    deck.isHeard = false
    deck.silentAtMs = null
    if (Math.abs(positionMs(deck) - at) > 5) {
      deck.beginAtMs = at
      deck.isReady = false
    }
    if (deck.isReady && deck.source) tell({ type: 'ready', key: deck.source.key })
    else onProgress(deck)
  }

  return {
    load: (source, at) => {
      between.stop()
      wake()
      const { front } = pair
      const isPrepared = pair.prepared?.key === source.key
      if (isPrepared) pair.prepared = null
      if (front.source?.key !== source.key) pair.former = front.source
      if (pair.back.source?.key === source.key) {
        Object.assign(pair, { front: pair.back, back: front })
        clear(front)
        stand(pair.front, at.positionMs)
      } else if (isPrepared && front.stream?.joined() === source.key) {
        front.wantsToSound = false
        front.audio.pause()
        takeNext(front, source, loudness.gainBeside(source, [pair.former]))
        front.isReady = false
        front.beginAtMs = at.positionMs
        stand(front, at.positionMs)
      } else {
        clear(pair.back)
        fillDeck(front, source, at.positionMs)
        between.arrange()
      }
    },
    prepareNext: between.prepare,
    play: () => {
      const { front } = pair
      front.wantsToSound = true
      if (front.audio.paused) front.isHeard = false
      if (front.beginAtMs === null || settle(front)) void begin(front)
    },
    pause: () => {
      between.stop()
      const { front } = pair
      front.wantsToSound = false
      front.isHeard = false
      hush(front, () => loudness.apply(front))
    },
    seek: (to) => {
      between.stop()
      const { front } = pair
      front.isHeard = false
      front.silentAtMs = null
      front.beginAtMs = to
      if (!front.wantsToSound) front.audio.pause()
      settle(front)
      loudness.apply(front)
      if (front.wantsToSound && !front.audio.paused && front.source) {
        watchSeek(front, front.source, () => isHeard(front))
      }
    },
    setVolume: (volume, muted) => {
      loudness.setVolume(volume, muted)
      loudness.apply(pair.front)
      loudness.apply(pair.back)
    },
    positionMs: () => (pair.front.source === null ? 0 : positionMs(pair.front)),
    unload: () => {
      between.stop()
      Object.assign(pair, { prepared: null, former: null })
      clear(pair.front)
      clear(pair.back)
      if (resting !== null) clearTimeout(resting)
      resting = setTimeout(() => output.rest(), REST_AFTER_MS)
    },
    unlocked: () => isFree,
    listen: (listener) => {
      heard.add(listener)
      return () => heard.delete(listener)
    },
    unlock: async () => {
      const opening = output.open()
      for (const deck of [pair.front, pair.back]) {
        if (!deck.audio.paused) continue
        deck.audio.play().catch(() => undefined)
        if (!deck.wantsToSound) deck.audio.pause()
      }
      isFree = (await maySound()) || isFree
      await opening
      return isFree
    },
    probe: async () => {
      isFree = (await maySound()) || isFree
      if (isFree) await output.open()
      return isFree
    },
  }
}

/** The ticket changes, the track does not. */
function pathOf({ url }: Source): string {
  return url.split('?', 1)[0] as string
}
