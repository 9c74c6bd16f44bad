// Tells who holds something open for a sign-in (a stream) that the sign-in is over, or that its user may do other
// things now. What this worker did is told at once; what another worker did is found by asking the store every two
// seconds while anybody listens.
import { BoundedMap, type UserId } from '@baton/protocol'
import type { Clock } from '#engine'
import type { AccountStore } from '../ports/accounts.ts'

const ASK_EVERY_MS = 2_000
/** Clocks of two workers may differ by less than this. */
const OVERLAP_MS = 60_000
const MAX_REMEMBERED = 10_000

export interface Revocations {
  announce(familyId: string): void
  announceChange(userId: UserId, at: number): void
  listen(listener: (familyId: string) => void): () => void
  listenToChanges(listener: (userId: UserId) => void): () => void
  close(): void
}

export function revocations(
  store: Pick<AccountStore, 'revokedSince' | 'changedSince'>,
  clock: Clock,
): Revocations {
  const ofSignIns = new Set<(familyId: string) => void>()
  const ofUsers = new Set<(userId: UserId) => void>()
  const published = new BoundedMap<string, true>({ most: MAX_REMEMBERED })
  let cancel: (() => void) | null = null
  let closed = false

  const isNew = (what: string) => {
    if (published.has(what)) return false
    published.set(what, true)
    return true
  }

  const announce = (familyId: string) => {
    if (isNew(familyId)) for (const listener of ofSignIns) listener(familyId)
  }

  const announceChange = (userId: UserId, at: number) => {
    if (isNew(`${userId} ${at}`)) for (const listener of ofUsers) listener(userId)
  }

  const askLater = () => {
    if (closed || cancel || ofSignIns.size + ofUsers.size === 0) return
    cancel = clock.after(ASK_EVERY_MS, async () => {
      const since = clock.wallMs() - OVERLAP_MS
      // While the store is away nothing can be changed elsewhere either; the next round finds what this one missed.
      const families = await store.revokedSince(since).catch(() => [])
      for (const familyId of families) announce(familyId)
      const changes = await store.changedSince(since).catch(() => [])
      for (const { userId, at } of changes) announceChange(userId, at)
      cancel = null
      askLater()
    })
  }

  const listenIn = <T>(listeners: Set<T>, listener: T) => {
    listeners.add(listener)
    askLater()
    return () => void listeners.delete(listener)
  }

  return {
    announce,
    announceChange,
    listen: (listener) => listenIn(ofSignIns, listener),
    listenToChanges: (listener) => listenIn(ofUsers, listener),
    close() {
      closed = true
      cancel?.()
      ofSignIns.clear()
      ofUsers.clear()
    },
  }
}
