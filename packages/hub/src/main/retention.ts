import type { Accounts } from '#accounts'
import type { Clock, Store } from '#engine'

const EVERY_MS = 3_600_000
const DAY_MS = 24 * 3_600_000
const RECEIPTS_KEPT_MS = DAY_MS
/** How long a client may be away and still catch up by replay, if the household made no more events than kept. */
const EVENTS_KEPT_MS = 7 * DAY_MS
const EVENTS_KEPT = 10_000

export interface RetentionParts {
  /** The log's own time: the machine's clock may step, and rows carry the hub's. */
  readonly now: () => number
  readonly store: Store
  readonly accounts: Accounts
  readonly clock: Clock
  readonly onFailure: (error: unknown) => void
}

/** Forgets, hour by hour, what is older than anybody may still ask for. The returned function ends it. */
export function pruneHourly({ now, store, accounts, clock, onFailure }: RetentionParts): () => void {
  let cancel = clock.after(60_000, prune)
  return () => cancel()

  function prune(): void {
    const at = now()
    const horizon = {
      receiptsBefore: at - RECEIPTS_KEPT_MS,
      eventsBefore: at - EVENTS_KEPT_MS,
      keepEvents: EVENTS_KEPT,
    }
    Promise.all([store.prune(horizon), accounts.prune()]).catch(onFailure)
    cancel = clock.after(EVERY_MS, prune)
  }
}
