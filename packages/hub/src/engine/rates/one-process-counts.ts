import { BoundedMap } from '@baton/protocol'
import type { Count } from '../ports/shared-counts.ts'

/** Beyond that many, the one that was not counted for longest begins anew. */
const MAX_COUNTED = 20_000

/** What one worker counts by itself. */
export function oneProcessCounts(monotonicMs: () => number): (key: string, windowMs: number) => Count {
  const counts = new BoundedMap<string, { count: number; endsAt: number }>({ most: MAX_COUNTED })
  return (key, windowMs) => {
    const now = monotonicMs()
    const present = counts.get(key)
    const current = present && present.endsAt > now ? present : { count: 0, endsAt: now + windowMs }
    current.count++
    counts.set(key, current)
    return { count: current.count, endsInMs: Math.ceil(current.endsAt - now) }
  }
}
