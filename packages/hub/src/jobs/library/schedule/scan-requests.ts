import type { Urgency } from './scan-turns.ts'

/** Something changed in these folders; nobody asked, so nobody is told unless there is news. */
export interface ChangedFolders {
  readonly folderId: string
  /** Below the music folder; the empty path is all of it. */
  readonly under: readonly string[]
  /** How often they were looked at already, and something may still have been written. */
  readonly looks: number
}

export type ScanRequest =
  | { readonly kind: 'whole'; readonly extent: ScanExtent }
  | ({ readonly kind: 'changed' } & ChangedFolders)

/** What is new or changed, or every file, whatever is known of it. */
export type ScanExtent = 'changes' | 'everything'

/** What one household waits for. The same twice is once, so that it never grows beyond its music folders. */
export interface ScanRequests {
  /** Null: nothing is asked for. */
  readonly urgency: Urgency | null
  readonly hasWhole: boolean
  /** Of several that wait, the most that was asked for is done. */
  addWhole(urgency: Urgency, extent: ScanExtent): void
  addChanged(changed: ChangedFolders): void
  /** The next one. A whole scan finds what has changed as well. */
  take(): ScanRequest | null
  dropWhole(): void
  clear(): void
}

/** More changes than this in one music folder are one: look at all of it. */
const MAX_UNDER = 200

export function scanRequests(): ScanRequests {
  let whole: Urgency | null = null
  let extent: ScanExtent = 'changes'
  const changed = new Map<string, ChangedFolders>()
  const dropWhole = () => {
    whole = null
    extent = 'changes'
  }
  return {
    get urgency() {
      return whole ?? (changed.size > 0 ? 'own' : null)
    },
    get hasWhole() {
      return whole !== null
    },
    addWhole(urgency, asked) {
      if (whole !== 'asked') whole = urgency
      if (asked === 'everything') extent = asked
    },
    addChanged(added) {
      const { folderId } = added
      const waiting = changed.get(folderId)
      const under = [...new Set([...(waiting?.under ?? []), ...added.under])]
      changed.set(folderId, {
        folderId,
        under: under.length > MAX_UNDER ? [''] : under,
        looks: Math.min(added.looks, waiting?.looks ?? added.looks),
      })
    },
    take() {
      if (whole !== null) {
        const taken: ScanRequest = { kind: 'whole', extent }
        dropWhole()
        changed.clear()
        return taken
      }
      const [first] = changed.values()
      if (!first) return null
      changed.delete(first.folderId)
      return { kind: 'changed', ...first }
    },
    dropWhole,
    clear() {
      dropWhole()
      changed.clear()
    },
  }
}
