// Queues that were just loaded or saved, so that a command on a long queue need not read it again. Never needed to be
// right: the revision at which the stored queue last changed decides whether a kept one is still it.
import type { SessionId } from '@baton/protocol'
import type { QueueRows } from './queue-rows.ts'

const MAX_KEPT_ENTRIES = 100_000

export interface QueueCache {
  get(sessionId: SessionId, queueRevision: number): QueueRows | null
  /** Only for what is committed: a revision that was rolled back will be given out again. */
  keep(sessionId: SessionId, queueRevision: number, rows: QueueRows): void
}

export function queueCache(maxEntries = MAX_KEPT_ENTRIES): QueueCache {
  const kept = new Map<SessionId, { readonly queueRevision: number; readonly rows: QueueRows }>()
  let entries = 0

  const drop = (sessionId: SessionId) => {
    entries -= weight(kept.get(sessionId)?.rows)
    kept.delete(sessionId)
  }

  return {
    get(sessionId, queueRevision) {
      const found = kept.get(sessionId)
      if (found?.queueRevision !== queueRevision) return null
      kept.delete(sessionId)
      kept.set(sessionId, found)
      return found.rows
    },
    keep(sessionId, queueRevision, rows) {
      const found = kept.get(sessionId)
      if (found && found.queueRevision > queueRevision) return
      drop(sessionId)
      kept.set(sessionId, { queueRevision, rows })
      entries += weight(rows)
      for (const oldest of kept.keys()) {
        if (entries <= maxEntries) break
        drop(oldest)
      }
    },
  }
}

/** An empty queue costs something too, so that the number of sessions is bounded as well. */
function weight(rows: QueueRows | undefined): number {
  return rows ? rows.queue.entries.length + 10 : 0
}
