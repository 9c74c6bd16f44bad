// Tells who holds something open for a sign-in (a stream) that the sign-in is over. What this worker revokes is told
// at once; what another worker revokes is found by asking the store every two seconds while anybody listens.
import type { AccountStore } from '../ports/accounts.ts'
import type { Clock } from '../ports/clock.ts'

const ASK_EVERY_MS = 2_000
/** Clocks of two workers may differ by less than this. */
const OVERLAP_MS = 60_000
const MAX_REMEMBERED = 10_000

export interface Revocations {
  announce(familyId: string): void
  listen(listener: (familyId: string) => void): () => void
  close(): void
}

export function revocations(store: AccountStore, clock: Clock): Revocations {
  const listeners = new Set<(familyId: string) => void>()
  const told = new Set<string>()
  let cancel: (() => void) | null = null
  let closed = false

  const announce = (familyId: string) => {
    if (told.has(familyId)) return
    told.add(familyId)
    const [oldest] = told
    if (told.size > MAX_REMEMBERED && oldest !== undefined) told.delete(oldest)
    for (const listener of listeners) listener(familyId)
  }

  const askLater = () => {
    if (closed || cancel || listeners.size === 0) return
    cancel = clock.after(ASK_EVERY_MS, async () => {
      const since = clock.wallMs() - OVERLAP_MS
      // While the store is away nothing can be revoked elsewhere either; the next round finds what this one missed.
      const families = await store.revokedSince(since).catch(() => [])
      for (const familyId of families) announce(familyId)
      cancel = null
      askLater()
    })
  }

  return {
    announce,
    listen(listener) {
      listeners.add(listener)
      askLater()
      return () => void listeners.delete(listener)
    },
    close() {
      closed = true
      cancel?.()
      listeners.clear()
    },
  }
}
