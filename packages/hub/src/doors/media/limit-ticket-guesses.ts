import { BatonError, BoundedMap } from '@baton/protocol'

const PER_MINUTE = 120
const MINUTE_MS = 60_000
const MAX_COUNTED = 10_000

export interface TicketGuesses {
  /** Throws `limit.too-many` for an address that was refused too often within the last minute. */
  check(address: string): void
  count(address: string): void
}

/** Guessing tickets is hopeless; this keeps it from being expensive as well. */
export function ticketGuesses(): TicketGuesses {
  const counts = new BoundedMap<string, { since: number; count: number }>({
    most: MAX_COUNTED,
    lives: { ms: MINUTE_MS, now: () => performance.now() },
  })
  return {
    check(address) {
      const entry = counts.get(address)
      if (!entry || entry.count < PER_MINUTE) return
      const waitMs = MINUTE_MS - (performance.now() - entry.since)
      throw new BatonError('limit.too-many', { retry_after_ms: Math.ceil(waitMs) })
    },
    count(address) {
      const entry = counts.get(address)
      if (entry) entry.count++
      else counts.set(address, { since: performance.now(), count: 1 })
    },
  }
}
