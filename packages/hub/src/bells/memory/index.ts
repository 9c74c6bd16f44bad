import type { Bell, Ring } from '#engine'

/** The bell of a hub that is one process: it rings at once, and never loses a ring. */
export function memoryBell(): Bell {
  const listeners = new Set<(ring: Ring) => void>()
  return {
    ring(ring) {
      for (const listener of listeners) listener(ring)
    },
    listen(onRing) {
      listeners.add(onRing)
      return () => listeners.delete(onRing)
    },
    // There is no other worker.
    pass: () => {},
    onPassed: () => () => {},
    async close() {
      listeners.clear()
    },
  }
}
