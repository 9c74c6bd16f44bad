import type { Source } from '@baton/client'
import type { Deck } from './audio-player.ts'

const LOOK_MS = 10

/** Calls once the position of the deck is seen to move, unless it is not to sound this any more. */
export function watchStart(deck: Deck, source: Source, heard: () => void): void {
  const from = deck.audio.currentTime
  const look = () => {
    if (deck.source !== source || !deck.wantsToSound || deck.isHeard) return
    if (deck.audio.currentTime > from && !deck.audio.paused) {
      deck.isHeard = true
      heard()
    } else setTimeout(look, LOOK_MS)
  }
  look()
}

/** The same for a deck that is on its way to another place. */
export function watchSeek(deck: Deck, source: Source, heard: () => void): void {
  const look = () => {
    if (deck.source !== source || !deck.wantsToSound) return
    if (deck.audio.seeking) setTimeout(look, LOOK_MS)
    else watchStart(deck, source, heard)
  }
  look()
}
