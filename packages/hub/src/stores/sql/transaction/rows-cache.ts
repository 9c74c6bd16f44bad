// Rows of long lists that were just loaded or saved, so that a command on a long queue or playlist need not read it
// again. Never needed to be right: the revision that the stored head names decides whether kept ones are still they.
import { BoundedMap } from '@baton/protocol'

const MAX_KEPT_ENTRIES = 100_000
/** An empty list costs something too, so that the number of lists is bounded as well. */
const WEIGHT_OF_A_LIST = 10

export interface RowsCache<Id, Rows> {
  get(id: Id, revision: number): Rows | null
  /** Only for what is committed: a revision that was rolled back will be given out again. */
  keep(id: Id, revision: number, rows: Rows): void
}

export function rowsCache<Id, Rows extends { readonly ranks: ReadonlyMap<unknown, number> }>(
  maxEntries = MAX_KEPT_ENTRIES,
): RowsCache<Id, Rows> {
  const kept = new BoundedMap<Id, { readonly revision: number; readonly rows: Rows }>({
    most: maxEntries,
    weighs: ({ rows }) => rows.ranks.size + WEIGHT_OF_A_LIST,
  })
  return {
    get(id, revision) {
      const found = kept.get(id)
      if (found?.revision !== revision) return null
      kept.use(id)
      return found.rows
    },
    keep(id, revision, rows) {
      const found = kept.get(id)
      if (found && found.revision > revision) return
      kept.set(id, { revision, rows })
    },
  }
}
