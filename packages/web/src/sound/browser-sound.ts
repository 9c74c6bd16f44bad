import type { Sound, SoundEvent, Source, Store } from '@baton/client'
import {
  type AudioPlayer,
  clear,
  emptyPlayer,
  fill,
  hush,
  positionMs,
  settle,
  takeNext,
} from './audio-player.ts'
import { watchSeek, watchStart } from './detect-start.ts'
import { reasonOf } from './failure-reason.ts'
import { joinedTracks } from './joined-tracks.ts'
import { levels } from './levels.ts'
import type { KnownTracks } from './loudness-facts.ts'
import { type Output, pageOutput } from './output.ts'
import type { PlayerPair } from './player-pair.ts'
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
  const listeners = new Set<(event: SoundEvent) => void>()
  /** Tracks that turned out to be nothing to stream, by their address less the ticket. */
  const unstreamable = new Set<string>()
  const streams = canStream()
  const pair: PlayerPair = {
    front: emptyPlayer(makeAudio()),
    back: emptyPlayer(makeAudio()),
    prepared: null,
    former: null,
  }
  const loudness = levels(tracks, choices)
  const maySound = permission(makeAudio)
  let isFree = false
  let resting: ReturnType<typeof setTimeout> | null = null

  const emit = (event: SoundEvent) => {
    for (const listener of [...listeners]) listener(event)
  }

  const between = joinedTracks({
    pair,
    levels: loudness,
    tracks,
    choices,
    emit,
    fillBack: (source) => fillPlayer(pair.back, source, 0),
    mayStream: (source) => streams && !unstreamable.has(pathOf(source)),
    begin: (player, fadeMs) => void begin(player, fadeMs),
  })

  const wake = () => {
    if (resting !== null) clearTimeout(resting)
    resting = null
    if (isFree && !output.runs()) void output.open()
  }

  const fillPlayer = (player: AudioPlayer, source: Source, at: number) => {
    const isStreamed = streams && !unstreamable.has(pathOf(source))
    fill(player, source, at, isStreamed ? streamed(player) : null)
    void tracks.find(source).then(() => {
      if (player.source !== source) return
      const other = player === pair.front ? pair.prepared : pair.front.source
      player.gain = loudness.gainBeside(source, [pair.former, other])
      onProgress(player)
    })
  }

  /** What a player's stream says about its own track, or about the one that it was to join to it. */
  const streamed = (player: AudioPlayer): StreamListener => ({
    late: (key) => {
      if (player.source?.key !== key) return
      player.isLate = true
      if (!player.isReady || player.audio.readyState < HTMLMediaElement.HAVE_FUTURE_DATA)
        fail(player, 'network')
    },
    refused: (key) => {
      const { source } = player
      if (source?.key === key) {
        const at = positionMs(player)
        forgo(source)
        fillPlayer(player, source, at)
        if (player === pair.front) between.arrange()
      } else if (player === pair.front && pair.prepared?.key === key && pair.back.source?.key !== key) {
        fillPlayer(pair.back, pair.prepared, 0)
      }
    },
    broken: () => {
      if (player.source) forgo(player.source)
      fail(player, 'source')
    },
  })

  /** From now on the element plays the address of this track by itself. */
  const forgo = (source: Source) => {
    if (unstreamable.size >= MOST_UNSTREAMABLE) unstreamable.clear()
    unstreamable.add(pathOf(source))
  }

  const begin = async (player: AudioPlayer, fadeMs = 0) => {
    const { source } = player
    if (source === null) return
    leadOut(player)
    // Only what is led through the context can be faded.
    if (player === pair.front) between.arrange()
    if (player.fader && !output.runs()) void output.open()
    player.silentAtMs = null
    player.fader?.fade('in', fadeMs)
    loudness.apply(player)
    try {
      await player.audio.play()
      isFree = true
      watchStart(player, source, () => isHeard(player))
    } catch (error) {
      if (player.source !== source || !player.wantsToSound) return
      if (error instanceof DOMException && error.name === 'NotAllowedError') {
        isFree = false
        player.wantsToSound = false
        emit({ type: 'blocked', key: source.key })
      }
      // An AbortError belongs to a later load or pause, anything else comes again as the element's `error`.
    }
  }

  /** Before it sounds, never meanwhile: the change would be heard. */
  const leadOut = (player: AudioPlayer) => {
    if (!player.fader && player.audio.paused) player.fader = output.lead(player.audio)
  }

  const isHeard = (player: AudioPlayer) => {
    if (player.source) emit({ type: 'playing', key: player.source.key, positionMs: positionMs(player) })
  }

  const onProgress = (player: AudioPlayer) => {
    if (player.source === null || !settle(player) || player.gain === null) return
    leadOut(player)
    if (!player.isReady) {
      player.isReady = true
      if (player === pair.front) emit({ type: 'ready', key: player.source.key })
    }
    if (player.wantsToSound && player.audio.paused) void begin(player)
  }

  const onWaiting = (player: AudioPlayer) => {
    if (player !== pair.front || player.source === null || !player.isHeard || player.audio.ended) return
    if (player.isLate) return fail(player, 'network')
    player.isHeard = false
    emit({ type: 'stalled', key: player.source.key, positionMs: positionMs(player) })
  }

  const onPlaying = (player: AudioPlayer) => {
    if (player.source && player.wantsToSound && !player.isHeard)
      watchStart(player, player.source, () => isHeard(player))
  }

  const onError = (player: AudioPlayer) => {
    const { source } = player
    if (source === null || !player.audio.error) return
    if (player.stream) {
      forgo(source)
      return fail(player, 'source')
    }
    player.wantsToSound = false
    if (player !== pair.front) return clear(player)
    void reasonOf(player.audio).then((reason) => {
      if (player.source === source) fail(player, reason)
    })
  }

  const fail = (player: AudioPlayer, reason: 'source' | 'network') => {
    if (player.source === null) return
    if (player !== pair.front) return clear(player)
    player.wantsToSound = false
    player.stream?.[Symbol.dispose]()
    emit({ type: 'failed', key: player.source.key, reason })
  }

  for (const player of [pair.front, pair.back]) {
    const on = (name: string, call: (player: AudioPlayer) => void) =>
      player.audio.addEventListener(name, () => call(player))
    for (const name of ['loadedmetadata', 'canplay', 'canplaythrough', 'seeked']) on(name, onProgress)
    on('timeupdate', between.watch)
    on('ended', between.ended)
    on('waiting', onWaiting)
    on('playing', onPlaying)
    on('error', onError)
    on('progress', () => {
      player.isLate = false
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
    if (front.isHeard) emit({ type: 'stalled', key: source.key, positionMs: positionMs(front) })
    front.isHeard = false
    void output.open()
  })

  choices.subscribe(() => {
    for (const player of [pair.front, pair.back]) {
      if (player.source === null || player.gain === null) continue
      player.gain = loudness.gainBeside(player.source, [pair.former, pair.prepared])
      loudness.apply(player)
    }
    between.arrange()
  })

  /** What is at hand already is put where it should begin. */
  const stand = (player: AudioPlayer, at: number) => {
    player.isHeard = false
    player.silentAtMs = null
    if (Math.abs(positionMs(player) - at) > 5) {
      player.beginAtMs = at
      player.isReady = false
    }
    if (player.isReady && player.source) emit({ type: 'ready', key: player.source.key })
    else onProgress(player)
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
        fillPlayer(front, source, at.positionMs)
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
    tailMs: output.tailMs,
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
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    unlock: async () => {
      const opening = output.open()
      for (const player of [pair.front, pair.back]) {
        if (!player.audio.paused) continue
        player.audio.play().catch(() => undefined)
        if (!player.wantsToSound) player.audio.pause()
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
