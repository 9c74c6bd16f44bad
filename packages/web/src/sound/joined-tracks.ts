import type { SoundEvent, Source, Store } from '@baton/client'
import { type AudioPlayer, clear, hush, leftS, positionMs, takeNext } from './audio-player.ts'
import type { Levels } from './levels.ts'
import { areNeighbours } from './loudness.ts'
import type { KnownTracks } from './loudness-facts.ts'
import type { PlayerPair } from './player-pair.ts'
import type { SoundChoices } from './sound-preferences.ts'

/**
 * From one track to the next, by itself: over the seam of two joined tracks, by a crossfade, or from one element to the
 * other. `ended` is said once for each track, when the next one begins to be heard.
 */
export interface JoinedTracks {
  /** Has what is to follow at hand; null: nothing follows. */
  prepare(source: Source | null): void
  /** Decides anew how the prepared one is to follow. */
  arrange(): void
  /** The player's time has gone on. */
  watch(player: AudioPlayer): void
  ended(player: AudioPlayer): void
  /** Nothing passes over by itself any more, and what faded out is gone. */
  stop(): void
}

export interface JoinedTracksParts {
  readonly pair: PlayerPair
  readonly levels: Levels
  readonly tracks: KnownTracks
  readonly choices: Store<SoundChoices>
  readonly emit: (event: SoundEvent) => void
  readonly fillBack: (source: Source) => void
  readonly mayStream: (source: Source) => boolean
  readonly begin: (player: AudioPlayer, fadeMs: number) => void
}

/** Two elements: the second starts this much before the first one ends, so that its start-up does not become a hole. */
const LEAD_MS = 45
const NEAR_END_S = 0.6
/** So much before the end of a track it is left as it is what follows. */
const SETTLED_S = 1
const LOOK_MS = 5

export function joinedTracks(parts: JoinedTracksParts): JoinedTracks {
  const { pair, levels, tracks, choices, emit, begin } = parts
  let crossing: ReturnType<typeof setTimeout> | null = null
  let fading: ReturnType<typeof setTimeout> | null = null

  /** How long both are heard together at the end of the present track; 0: one follows the other. */
  const crossfadeMs = (next: Source): number => {
    const [track, other] = [tracks.of(pair.front.source), tracks.of(next)]
    const { crossfadeS } = choices.get()
    if (crossfadeS === 0 || !pair.front.fader || !track || !other || areNeighbours(track, other)) return 0
    return Math.min(crossfadeS * 1000, (track.durationMs ?? 0) / 3, (other.durationMs ?? 0) / 3)
  }

  const arrange = () => {
    const { front, back, prepared } = pair
    if (prepared === null || fading !== null || front.source === null) return
    if (front.stream && parts.mayStream(prepared) && crossfadeMs(prepared) === 0) {
      clear(back)
      front.stream.follow(prepared)
    } else {
      front.stream?.follow(null)
      if (back.source?.key !== prepared.key) parts.fillBack(prepared)
    }
  }

  /** The seam between two joined tracks is reached: what is heard is the other one now. */
  const pass = () => {
    crossing = null
    const { front, prepared } = pair
    const { source } = front
    if (source === null || !front.wantsToSound) return
    if (leftS(front) > 0) {
      crossing = setTimeout(pass, LOOK_MS)
      return
    }
    if (prepared === null || front.stream?.joined() !== prepared.key) {
      // Something else was wished for when it was too late to take it away.
      front.wantsToSound = false
      front.isHeard = false
      hush(front, () => {})
      emit({ type: 'ended', key: source.key, movedOn: false })
      return
    }
    takeNext(front, prepared, levels.gainBeside(prepared, [source]))
    levels.apply(front)
    pair.former = source
    pair.prepared = null
    emit({ type: 'ended', key: source.key, movedOn: true })
    if (front.source === prepared && front.wantsToSound && front.isHeard) {
      emit({ type: 'playing', key: prepared.key, positionMs: positionMs(front) })
    }
  }

  /** The next one starts while the last of this one sounds. */
  const cross = () => {
    crossing = null
    const { front, back, prepared } = pair
    if (!front.wantsToSound || prepared === null || back.source?.key !== prepared.key || !back.isReady) return
    const overMs = crossfadeMs(prepared)
    if (leftS(front) - overMs / 1000 < NEAR_END_S) moveOn(overMs)
  }

  const moveOn = (overMs: number) => {
    const { front: ended, back: next } = pair
    const { source } = ended
    if (source === null || next.source === null) return
    Object.assign(pair, { front: next, back: ended, former: source, prepared: null })
    ended.wantsToSound = false
    if (overMs > 0) ended.fader?.fade('out', Math.min(overMs, leftS(ended) * 1000))
    next.gain = levels.gainBeside(next.source, [source])
    fading = setTimeout(endFading, Math.max(1_000, overMs + 100))
    emit({ type: 'ended', key: source.key, movedOn: true })
    next.wantsToSound = true
    begin(next, overMs)
  }

  /** What still sounded of the track before is over. */
  const endFading = () => {
    if (fading === null) return
    clearTimeout(fading)
    fading = null
    clear(pair.back)
    pair.front.fader?.fade('in', 0)
    arrange()
  }

  return {
    prepare: (source) => {
      pair.prepared = source
      if (source) {
        void tracks.find(source).then(() => {
          if (pair.prepared === source) arrange()
        })
        return
      }
      if (fading === null) clear(pair.back)
      if (leftS(pair.front) > SETTLED_S) pair.front.stream?.follow(null)
    },
    arrange,
    watch: (player) => {
      const { front, back, prepared } = pair
      if (player !== front || crossing !== null || !player.wantsToSound || player.source === null) return
      const isJoined = player.stream?.joined() != null
      if (!isJoined && (prepared === null || back.source?.key !== prepared.key)) return
      const leadMs = isJoined || prepared === null ? 0 : Math.max(LEAD_MS, crossfadeMs(prepared))
      const left = leftS(player) - leadMs / 1000
      if (!(left < NEAR_END_S)) return
      // The loudness of the next track begins with it.
      if (isJoined && prepared && left > 0) {
        levels.applyLater(player, levels.gainBeside(prepared, [player.source]), left)
      }
      crossing = setTimeout(isJoined ? pass : cross, Math.max(0, left * 1000))
    },
    ended: (player) => {
      const { front, back, prepared } = pair
      const { source } = player
      if (player !== front || source === null) return
      if (prepared && back.source?.key === prepared.key && back.isReady) return moveOn(0)
      player.wantsToSound = false
      player.isHeard = false
      emit({ type: 'ended', key: source.key, movedOn: false })
    },
    stop: () => {
      if (crossing !== null) clearTimeout(crossing)
      crossing = null
      endFading()
    },
  }
}
