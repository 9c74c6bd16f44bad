// Spares the store a question per request. An entry counts for five seconds, so that what another worker revoked is
// noticed; what this worker changed is noticed at once. The seconds are those of both clocks: where the machine's own is
// set, the store says anew what has ended by now, and hears of the use that keeps a cookie. Where there are others, a
// sign-in without a device is asked for each time: the request after the one that bound it may come to any of them.
import { BoundedMap } from '@baton/protocol'
import type { Clock, Principal } from '#engine'

const FRESH_MS = 5_000
const MAX_ENTRIES = 10_000

/** How a secret is shown. */
export type SecretUse = 'bearer' | 'cookie'

export interface CachedPrincipal {
  readonly kind: SecretUse
  readonly principal: Principal
  readonly expiresAt: number
}

interface Entry extends CachedPrincipal {
  /** By the clock of the machine. */
  readonly readAt: number
}

export interface PrincipalCache {
  get(secretHash: string, kind: SecretUse): Principal | null
  /** Give it to `put` with what was read after it: a change in between keeps the reading out of the cache. */
  round(): number
  put(secretHash: string, entry: CachedPrincipal, round: number): void
  forget(familyId: string): void
  forgetUser(userId: string): void
  forgetHousehold(householdId: string): void
}

export function principalCache(clock: Clock, { isAlone }: { readonly isAlone: boolean }): PrincipalCache {
  const entries = new BoundedMap<string, Entry>({
    most: MAX_ENTRIES,
    lives: { ms: FRESH_MS, now: () => clock.monotonicMs() },
  })
  let changes = 0
  return {
    get(secretHash, kind) {
      const entry = entries.get(secretHash)
      if (!entry) return null
      const now = clock.wallMs()
      const isFresh = Math.abs(now - entry.readAt) < FRESH_MS && entry.expiresAt > now
      if (isFresh) return entry.kind === kind ? entry.principal : null
      entries.delete(secretHash)
      return null
    },
    round: () => changes,
    put(secretHash, entry, round) {
      if (round !== changes) return
      if (!isAlone && entry.principal.deviceId === null) return
      entries.set(secretHash, { ...entry, readAt: clock.wallMs() })
    },
    forget: (familyId) => forgetWhere(({ credentialId }) => credentialId === familyId),
    forgetUser: (gone) => forgetWhere(({ userId }) => userId === gone),
    forgetHousehold: (changed) => forgetWhere(({ householdId }) => householdId === changed),
  }

  function forgetWhere(isGone: (principal: Principal) => boolean): void {
    changes++
    for (const [hash, { principal }] of entries) if (isGone(principal)) entries.delete(hash)
  }
}
