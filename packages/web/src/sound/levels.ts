import type { Source, Store } from '@baton/client'
import { type Deck, setLevel } from './audio-player.ts'
import { gainOf } from './loudness.ts'
import type { KnownTracks } from './loudness-facts.ts'
import type { SoundChoices } from './sound-preferences.ts'

/** How loud the decks are: the volume of the device, times what each track's file asks for. */
export interface Levels {
  setVolume(volume: number, muted: boolean): void
  /** What a track's file asks for beside these. */
  gainBeside(source: Source, others: readonly (Source | null)[]): number
  apply(deck: Deck): void
  /** To the sample, when this many seconds have passed. */
  applyLater(deck: Deck, gain: number, afterS: number): void
}

export function levels(tracks: KnownTracks, choices: Store<SoundChoices>): Levels {
  let volume = 1
  let isMuted = false
  const levelOf = (gain: number | null) => (isMuted ? 0 : volume * (gain ?? 1))
  return {
    setVolume: (percent, muted) => {
      // Loudness is heard on a curve: a linear slider would do nearly everything in its lowest quarter.
      volume = (percent / 100) ** 2
      isMuted = muted
    },
    gainBeside: (source, others) => {
      const beside = others.map((other) => tracks.of(other) ?? other?.track ?? null)
      return gainOf(tracks.of(source), beside, choices.get())
    },
    // A deck with a fader is turned up only to sound, so that nothing left on its way is heard after a pause.
    apply: (deck) => {
      if (deck.wantsToSound || !deck.fader) setLevel(deck, levelOf(deck.gain))
    },
    applyLater: (deck, gain, afterS) => {
      if (deck.fader && gain !== deck.gain) setLevel(deck, levelOf(gain), afterS * 1000)
    },
  }
}
