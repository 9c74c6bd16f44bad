import type { Source, Store } from '@baton/client'
import { type AudioPlayer, setLevel } from './audio-player.ts'
import { gainOf } from './loudness.ts'
import type { KnownTracks } from './loudness-facts.ts'
import type { SoundChoices } from './sound-preferences.ts'

/** How loud the players are: the volume of the device, times what each track's file asks for. */
export interface Levels {
  setVolume(volume: number, muted: boolean): void
  /** What a track's file asks for beside these. */
  gainBeside(source: Source, others: readonly (Source | null)[]): number
  apply(player: AudioPlayer): void
  /** To the sample, when this many seconds have passed. */
  applyLater(player: AudioPlayer, gain: number, afterS: number): void
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
    // A player with a fader is turned up only to sound, so that nothing left on its way is heard after a pause.
    apply: (player) => {
      if (player.wantsToSound || !player.fader) setLevel(player, levelOf(player.gain))
    },
    applyLater: (player, gain, afterS) => {
      if (player.fader && gain !== player.gain) setLevel(player, levelOf(gain), afterS * 1000)
    },
  }
}
