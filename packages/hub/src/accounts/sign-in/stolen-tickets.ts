// Tickets that are shown again and again although they are no good. A player that lost the right to sound may ask
// once or twice more before it hears of it; whoever goes on has taken a ticket that is not its own.
import { BoundedMap } from '@baton/protocol'
import type { Clock } from '#engine'
import type { RefusedTicket } from '../api/accounts.ts'

/** So long an old ticket is taken for a player that has not heard yet. */
const GRACE_MS = 60_000
const WITHIN_MS = 10 * 60_000
const TOO_MANY = 20
const MAX_COUNTED = 10_000

export interface StolenTickets {
  /** True: too many, and the count begins anew. */
  isTooMany(refused: RefusedTicket): boolean
}

export function stolenTickets(clock: Clock): StolenTickets {
  const firstSeen = new BoundedMap<string, number>({ most: MAX_COUNTED })
  const counts = new BoundedMap<string, { since: number; count: number }>({ most: MAX_COUNTED })
  return {
    isTooMany({ userId, deviceId, signInId, mark, isOld }) {
      const now = clock.monotonicMs()
      if (isOld) {
        const first = firstSeen.get(mark) ?? now
        firstSeen.set(mark, first)
        if (now - first < GRACE_MS) return false
      }
      const key = signInId ?? `${userId} ${deviceId}`
      const present = counts.get(key)
      const current = present && now - present.since < WITHIN_MS ? present : { since: now, count: 0 }
      const next = { since: current.since, count: current.count + 1 }
      if (next.count < TOO_MANY) {
        counts.set(key, next)
        return false
      }
      counts.delete(key)
      return true
    },
  }
}
