import { type RateClass, type Rejection, rejection } from '@baton/protocol'
import type { SharedCounts } from '../ports/shared-counts.ts'
import { ownCounts } from './own-counts.ts'

/** How often somebody may do something within a minute, by what it is. */
export type RateLimits = Readonly<Record<RateClass, number>>

const USUAL: RateLimits = { signIn: 30, mint: 120, control: 1_200, queue: 600, read: 6_000 }
const MINUTE_MS = 60_000
const WITHOUT_END = Number.MAX_SAFE_INTEGER

/** For a hub that somebody measures. */
export const NO_RATE_LIMITS: RateLimits = {
  signIn: WITHOUT_END,
  mint: WITHOUT_END,
  control: WITHOUT_END,
  queue: WITHOUT_END,
  read: WITHOUT_END,
}

/** Who has done what how often. The engine counts commands; what is no command, its door counts here. */
export interface Rates {
  /** Counts one more. Beyond the limit of the class it is `limit.too-many`, which says when to come again. */
  count(rateClass: RateClass, who: string): Promise<Rejection | null>
}

export interface RatesParts {
  /** Where they differ from the usual ones. */
  readonly limits?: Partial<RateLimits> | undefined
  /** Counts of all workers; missing: this one counts by itself. */
  readonly shared?: SharedCounts | undefined
  readonly monotonicMs: () => number
}

/**
 * One count for each class and each `who`, whichever door something came through. While the counts of all workers
 * cannot be had this worker counts by itself, and nobody waits for them.
 */
export function rates({ limits = {}, shared, monotonicMs }: RatesParts): Rates {
  const most: RateLimits = { ...USUAL, ...limits }
  const own = ownCounts(monotonicMs)
  return {
    async count(rateClass, who) {
      const key = `${rateClass} ${who}`
      const together = shared ? await shared.increment(key, MINUTE_MS).catch(() => null) : null
      const { count, endsInMs } = together ?? own(key, MINUTE_MS)
      return count > most[rateClass] ? rejection('limit.too-many', { retry_after_ms: endsInMs }) : null
    },
  }
}
