import type { Following } from '@baton/client'

const MINUTE_MS = 60_000

let hubAheadMs = (): number => 0

/** From now on instants are those of this hub. */
export function readWallTimeOf(following: Pick<Following, 'serverNow'>): void {
  hubAheadMs = () => following.serverNow() - Date.now()
}

/**
 * What a clock here shows at an instant of the hub, whose own time nobody sets: after its machine slept, or was told the
 * time late, it is another one. To the minute, as people say it.
 */
export function wallTimeOf(at: number): number {
  return Math.round((at - hubAheadMs()) / MINUTE_MS) * MINUTE_MS
}
