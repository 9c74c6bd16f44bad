// Many things that happen soon one after another are worked on once, after the last of them that came in time.
import type { Clock } from '../ports/clock.ts'

/** What comes within this long is worked on together. */
const WITHIN_MS = 1_000
/** The next work waits this many times as long as the last one took: it never has all of a thread to itself. */
const REST = 4

export interface Gathered<Item> {
  add(item: Item): void
  /** What waits is forgotten; what runs is waited for. */
  stop(): Promise<void>
}

export interface GatheredParts<Item> {
  readonly clock: Clock
  /** Those of one key are one. */
  readonly keyOf: (item: Item) => string
  /** Never rejects for what it can live with. */
  readonly work: (item: Item) => Promise<void>
  readonly onFailure: (error: unknown) => void
}

interface Pending {
  /** While it runs: another one was added meanwhile. */
  again: boolean
  cancel: (() => void) | null
  running: Promise<void> | null
}

export function gathered<Item>({ clock, keyOf, work, onFailure }: GatheredParts<Item>): Gathered<Item> {
  const pending = new Map<string, Pending>()
  let stopped = false

  const later = (item: Item, one: Pending, delayMs: number) => {
    one.cancel = clock.after(delayMs, () => {
      one.cancel = null
      one.running = run(item, one)
    })
  }
  const run = async (item: Item, one: Pending) => {
    const since = clock.monotonicMs()
    one.again = false
    await work(item).catch(onFailure)
    one.running = null
    if (stopped || !one.again) pending.delete(keyOf(item))
    else later(item, one, Math.max(WITHIN_MS, REST * (clock.monotonicMs() - since)))
  }

  return {
    add(item) {
      if (stopped) return
      const known = pending.get(keyOf(item))
      if (known) {
        known.again = true
        return
      }
      const one: Pending = { again: false, cancel: null, running: null }
      pending.set(keyOf(item), one)
      later(item, one, WITHIN_MS)
    },
    async stop() {
      stopped = true
      for (const { cancel } of pending.values()) cancel?.()
      await Promise.allSettled([...pending.values()].map(({ running }) => running))
    },
  }
}
