import type { Source } from '@baton/client'
import type { AudioPlayer } from './audio-player.ts'

const LOOK_MS = 10

/** Calls once the position of the player is seen to move, unless it is not to sound this any more. */
export function watchStart(player: AudioPlayer, source: Source, heard: () => void): void {
  const from = player.audio.currentTime
  const look = () => {
    if (player.source !== source || !player.wantsToSound || player.isHeard) return
    if (player.audio.currentTime > from && !player.audio.paused) {
      player.isHeard = true
      heard()
    } else setTimeout(look, LOOK_MS)
  }
  look()
}

/** The same for a player that is on its way to another place. */
export function watchSeek(player: AudioPlayer, source: Source, heard: () => void): void {
  const look = () => {
    if (player.source !== source || !player.wantsToSound) return
    if (player.audio.seeking) setTimeout(look, LOOK_MS)
    else watchStart(player, source, heard)
  }
  look()
}
