import type { Count } from '../ports/shared-counts.ts'

/** Beyond that many, the one that was not counted for longest begins anew. */
const MAX_COUNTED = 20_000

/** What one worker counts by itself. */
export function ownCounts(monotonicMs: () => number): (key: string, windowMs: number) => Count {
  const counts = new Map<string, { count: number; endsAt: number }>()
  return (key, windowMs) => {
    const now = monotonicMs()
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
