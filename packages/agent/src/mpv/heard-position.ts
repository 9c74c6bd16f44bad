import type { Clock } from '@baton/client'

/** Where the sound is: told by the player some times a second, and carried on in between. */
export interface Place {
  positionMs(): number
  /** It is heard here, right now, and goes on. */
  moves(positionMs: number): void
  /** It stands, here or where it is now. */
  stands(positionMs?: number): void
  /** How long nothing was told of it; 0 while it stands. */
  silentMs(): number
}

/** Nobody hears of it for this long: it is not carried on further. */
const CARRIED_ON_MS = 1_000

export function placeOf(clock: Clock): Place {
  let at = { positionMs: 0, told: 0, moving: false }
  const positionMs = () =>
    Math.max(0, at.positionMs + (at.moving ? Math.min(clock.now() - at.told, CARRIED_ON_MS) : 0))
  return {
    positionMs,
    moves: (heard) => {
      at = { positionMs: heard, told: clock.now(), moving: true }
    },
    stands: (there = positionMs()) => {
      at = { positionMs: there, told: clock.now(), moving: false }
    },
    silentMs: () => (at.moving ? clock.now() - at.told : 0),
  }
}
