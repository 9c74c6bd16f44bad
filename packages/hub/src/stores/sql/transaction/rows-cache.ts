// Rows of long lists that were just loaded or saved, so that a command on a long queue or playlist need not read it
// again. Never needed to be right: the revision that the stored head names decides whether kept ones are still they.
import type { PlaylistId, SessionId } from '@baton/protocol'
import type { FullPlaylistRows } from '../playlist/playlist-rows.ts'
import type { QueueRows } from '../session/queue-rows.ts'

const MAX_KEPT_ENTRIES = 100_000
/** An empty list costs something too, so that the number of lists is bounded as well. */
const WEIGHT_OF_A_LIST = 10

/** The long lists that a store keeps at hand. */
export interface KeptRows {
  readonly queues: RowsCache<SessionId, QueueRows>
  readonly playlists: RowsCache<PlaylistId, FullPlaylistRows>
}

export interface RowsCache<Id, Rows> {
  get(id: Id, revision: number): Rows | null
  /** Only for what is committed: a revision that was rolled back will be given out again. */
  keep(id: Id, revision: number, rows: Rows): void
}

export function rowsCache<Id, Rows extends { readonly ranks: ReadonlyMap<unknown, number> }>(
  maxEntries = MAX_KEPT_ENTRIES,
): RowsCache<Id, Rows> {
  const kept = new Map<Id, { readonly revision: number; readonly rows: Rows }>()
  let entries = 0

  const drop = (id: Id) => {
    entries -= weight(kept.get(id)?.rows)
    kept.delete(id)
  }

  return {
    get(id, revision) {
      const found = kept.get(id)
      if (found?.revision !== revision) return null
      kept.delete(id)
      kept.set(id, found)
      return found.rows
    },
    keep(id, revision, rows) {
      const found = kept.get(id)
      if (found && found.revision > revision) return
      drop(id)
      kept.set(id, { revision, rows })
      entries += weight(rows)
      for (const oldest of kept.keys()) {
        if (entries <= maxEntries) break
        drop(oldest)
      }
    },
  }
}

function weight(rows: { readonly ranks: ReadonlyMap<unknown, number> } | undefined): number {
  return rows ? rows.ranks.size + WEIGHT_OF_A_LIST : 0
}
