/** So often the position of what plays is told. */
export const POSITION_EVERY_MS = 200
/** Never sooner than this after the time before, however late that came. */
export const POSITION_AT_LEAST_MS = 150

interface Listener {
  tellPosition(): void
}

/** One clock for all clients; it stands still while there is none. */
export function positionTicker(monotonicMs: () => number = () => performance.now()) {
  const listeners = new Set<Listener>()
  let timer: NodeJS.Timeout | null = null
  let last = Number.NEGATIVE_INFINITY

  const tick = () => {
    const now = monotonicMs()
    if (now - last < POSITION_AT_LEAST_MS) return
    last = now
    for (const listener of listeners) listener.tellPosition()
  }
  return {
    add(listener: Listener): void {
      listeners.add(listener)
      timer ??= setInterval(tick, POSITION_EVERY_MS).unref()
    },
    remove(listener: Listener): void {
      listeners.delete(listener)
      if (listeners.size > 0 || !timer) return
      clearInterval(timer)
      timer = null
    },
    /** For tests: what the timer does. */
    tick,
  }
}
export type PositionTicker = ReturnType<typeof positionTicker>
