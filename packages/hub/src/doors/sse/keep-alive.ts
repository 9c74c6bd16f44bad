// One timer for all streams. Each is visited once per round, and the rounds are spread, so that thousands of streams
// do not all write in the same moment.

export interface Kept {
  keepAlive(): void
}

export interface KeepAlive {
  add(kept: Kept): void
  remove(kept: Kept): void
  stop(): void
}

/** How often every stream says something, be it that nothing happened. */
export const KEEP_ALIVE_MS = 10_000
const PARTS = 20

export function keepAlive(everyMs: number): KeepAlive {
  const parts = Array.from({ length: PARTS }, () => new Set<Kept>())
  let turn = 0
  let next = 0
  const timer = setInterval(() => {
    turn = (turn + 1) % PARTS
    for (const kept of parts[turn] ?? []) kept.keepAlive()
  }, everyMs / PARTS)
  timer.unref()
  return {
    add(kept) {
      next = (next + 1) % PARTS
      parts[next]?.add(kept)
    },
    remove(kept) {
      for (const part of parts) part.delete(kept)
    },
    stop: () => clearInterval(timer),
  }
}
