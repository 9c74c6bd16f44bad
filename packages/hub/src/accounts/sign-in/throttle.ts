// Slows guessing down. Failures are counted per account *and* address, so that a guesser locks out only itself; those
// of one address over all accounts are counted as well. Both counts are bounded in number and forgotten with time.
import { BoundedMap } from '@baton/protocol'
import type { Clock } from '#engine'

const FREE_FAILURES = 5
const FREE_FAILURES_OF_ADDRESS = 30
const FIRST_WAIT_MS = 5_000
const LONGEST_WAIT_MS = 15 * 60_000
const FORGET_AFTER_MS = 30 * 60_000
const MAX_COUNTED = 10_000

type Count = { failures: number; readonly untilMs: number }

export interface Throttle {
  /** How long this address must wait before it may try this account again; 0: not at all. */
  waitMs(nameKey: string, address: string): number
  /** An attempt counts as failed from its beginning, so that many at once gain nothing. */
  attempted(nameKey: string, address: string): void
  succeeded(nameKey: string, address: string): void
}

export function throttle(clock: Clock): Throttle {
  const counts = new BoundedMap<string, Count>({
    most: MAX_COUNTED,
    lives: { ms: FORGET_AFTER_MS, now: () => clock.monotonicMs() },
  })

  const raise = (key: string, free: number) => {
    const now = clock.monotonicMs()
    const failures = (counts.get(key)?.failures ?? 0) + 1
    const beyond = failures - free
    const wait = beyond < 0 ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** beyond)
    counts.set(key, { failures, untilMs: now + wait })
  }

  return {
    waitMs(nameKey, address) {
      const now = clock.monotonicMs()
      const until = [pair(nameKey, address), address].map((key) => counts.get(key)?.untilMs ?? 0)
      return Math.max(0, ...until.map((ms) => ms - now))
    },
    attempted(nameKey, address) {
      raise(pair(nameKey, address), FREE_FAILURES)
      raise(address, FREE_FAILURES_OF_ADDRESS)
    },
    succeeded(nameKey, address) {
      counts.delete(pair(nameKey, address))
      const ofAddress = counts.get(address)
      if (ofAddress) ofAddress.failures--
    },
  }
}

function pair(nameKey: string, address: string): string {
  return `${address}\n${nameKey}`
}
