import { BatonError } from '@baton/protocol'

const PER_MINUTE = 120
const MINUTE_MS = 60_000
const MAX_COUNTED = 10_000

export interface Refusals {
  /** Throws `limit.too-many` for an address that was refused too often within the last minute. */
  check(address: string): void
  count(address: string): void
}

/** Guessing tickets is hopeless; this keeps it from being expensive as well. */
export function refusals(): Refusals {
  const counts = new Map<string, { since: number; count: number }>()
  const recent = (address: string) => {
    const entry = counts.get(address)
    return entry && performance.now() - entry.since < MINUTE_MS ? entry : undefined
  }
  return {
    check(address) {
      const entry = recent(address)
      if (!entry || entry.count < PER_MINUTE) return
      const waitMs = MINUTE_MS - (performance.now() - entry.since)
      throw new BatonError('limit.too-many', { retry_after_ms: Math.ceil(waitMs) })
    },
    count(address) {
      const entry = recent(address)
      if (entry) {
        entry.count++
        return
      }
      counts.delete(address)
      counts.set(address, { since: performance.now(), count: 1 })
      const oldest = counts.keys().next()
      if (counts.size > MAX_COUNTED && !oldest.done) counts.delete(oldest.value)
    },
  }
}
