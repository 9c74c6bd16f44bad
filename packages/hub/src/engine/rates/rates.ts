import { type RateClass, type Rejection, rejection } from '@baton/protocol'
import type { SharedCounts } from '../ports/shared-counts.ts'
import { type RateLimits, USUAL_RATE_LIMITS } from './limits-per-class.ts'
import { oneProcessCounts } from './one-process-counts.ts'

const MINUTE_MS = 60_000

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
  const most: RateLimits = { ...USUAL_RATE_LIMITS, ...limits }
  const own = oneProcessCounts(monotonicMs)
  return {
    async count(rateClass, who) {
      const key = `${rateClass} ${who}`
      const together = shared ? await shared.increment(key, MINUTE_MS).catch(() => null) : null
      const { count, endsInMs } = together ?? own(key, MINUTE_MS)
      return count > most[rateClass] ? rejection('limit.too-many', { retry_after_ms: endsInMs }) : null
    },
  }
}
