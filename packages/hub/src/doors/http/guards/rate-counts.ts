// Where requests are counted: one place for all routes, so that those of one class share a count. With a count of all
// workers at hand that one holds; while it is away each worker counts by itself.
import type { FastifyRateLimitStore, FastifyRateLimitStoreCtor } from '@fastify/rate-limit'
import type { Count, SharedCounts } from '#engine'

const MAX_COUNTED = 20_000

export function countingStore(shared: SharedCounts | null): FastifyRateLimitStoreCtor {
  const own = ownCounts()
  const store: FastifyRateLimitStore = {
    incr(key, callback, windowMs) {
      const counted = shared?.increment(key, windowMs) ?? Promise.resolve(null)
      counted
        .catch(() => null)
        .then((together) => together ?? own(key, windowMs))
        .then(({ count, endsInMs }) => callback(null, { current: count, ttl: endsInMs }))
    },
    child: () => store,
  }
  // The framework wants to make it with `new`; what comes of that is the one above.
  return function CountingStore() {
    return store
  } as unknown as FastifyRateLimitStoreCtor
}

function ownCounts(): (key: string, windowMs: number) => Count {
  const counts = new Map<string, { count: number; endsAt: number }>()
  return (key, windowMs) => {
    const now = performance.now()
    const present = counts.get(key)
    const current = present && present.endsAt > now ? present : { count: 0, endsAt: now + windowMs }
    current.count++
    counts.delete(key)
    counts.set(key, current)
    const oldest = counts.keys().next()
    if (counts.size > MAX_COUNTED && !oldest.done) counts.delete(oldest.value)
    return { count: current.count, endsInMs: Math.ceil(current.endsAt - now) }
  }
}
