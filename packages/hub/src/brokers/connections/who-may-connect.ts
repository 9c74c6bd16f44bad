import { BoundedMap } from '@baton/protocol'

/** So many connections may stand at one time, in all and from one address. Whoever comes then is not let in. */
export const MAX_CONNECTIONS = 5_000
export const MAX_CONNECTIONS_OF_ADDRESS = 300
/** So many may come from one address within a minute. */
export const MAX_NEWCOMERS_PER_MINUTE = 300

const MINUTE_MS = 60_000
/** Beyond that many, the address that was not heard of for longest begins anew. */
const MAX_COUNTED = 20_000

/** Counts connections by where they come from. */
export interface WhoMayConnect {
  /** One more from there; null: not now. The returned function says that it is over. */
  come(network: string): (() => void) | null
}

export function whoMayConnect(monotonicMs: () => number): WhoMayConnect {
  const open = new Map<string, number>()
  const newcomers = new BoundedMap<string, { count: number; endsAt: number }>({ most: MAX_COUNTED })
  let all = 0
  return {
    come(network) {
      const now = monotonicMs()
      const present = newcomers.get(network)
      const minute = present && present.endsAt > now ? present : { count: 0, endsAt: now + MINUTE_MS }
      minute.count++
      newcomers.set(network, minute)
      const ofIt = open.get(network) ?? 0
      const isTooMany =
        all >= MAX_CONNECTIONS ||
        ofIt >= MAX_CONNECTIONS_OF_ADDRESS ||
        minute.count > MAX_NEWCOMERS_PER_MINUTE
      if (isTooMany) return null
      all++
      open.set(network, ofIt + 1)
      let isOver = false
      return () => {
        if (isOver) return
        isOver = true
        all--
        const left = (open.get(network) ?? 1) - 1
        if (left > 0) open.set(network, left)
        else open.delete(network)
      }
    },
  }
}
