// Playlists as results of a search. Their titles are kept in memory; what there is, and who sees it, is asked of the rows
// for each search, so that nobody finds what was private a moment ago.
import { BoundedMap, type HouseholdId, type PlaylistView, type UserId } from '@baton/protocol'
import type { Kysely } from 'kysely'
import { isSeenBy, type ListedRow, viewOf } from '../../playlist/playlist-rows.ts'
import type { Tables } from '../../tables/tables.ts'
import { fold, sortKey } from '../rows/fold-text.ts'
import { type SearchIndex, searchIndex } from './search-index.ts'

export interface PlaylistSearch {
  /** Those of the household that this user may see, as they are now. */
  seenBy(householdId: HouseholdId, viewer: UserId): Promise<PlaylistIndex>
}

export interface PlaylistIndex {
  /** Found by their titles, by the same rules as tracks are (B11, B24, B25, B48). */
  find(query: string, limit: number, forgiving: boolean): readonly PlaylistView[]
}

/** The households that were not searched for longest go first. */
const MAX_TITLES = 50_000

type Titles = { readonly index: SearchIndex; readonly revisions: Map<string, number> }
type Row = ListedRow & { readonly id: string; readonly revision: number }

export function playlistSearch(db: Kysely<Tables>): PlaylistSearch {
  const households = new BoundedMap<HouseholdId, Titles>({
    most: MAX_TITLES,
    weighs: ({ revisions }) => 1 + revisions.size,
  })
  return {
    async seenBy(householdId, viewer) {
      const rows = await db
        .selectFrom('playlist')
        .select(['id', 'owner_id', 'visibility', 'revision', 'view'])
        .where('household_id', '=', householdId)
        .where('deleted_at', 'is', null)
        .$castTo<Row>()
        .execute()
      const titles = households.get(householdId) ?? { index: searchIndex(), revisions: new Map() }
      bringUpToDate(titles, rows)
      households.set(householdId, titles)
      const seen = new Map(rows.filter((row) => isSeenBy(row, viewer)).map((row) => [row.id, row]))
      const { index } = titles
      return {
        find: (query, limit, forgiving) =>
          index
            .find(fold(query), { limit: index.size, after: null, forgiving })
            .flatMap(({ id }) => seen.get(id) ?? [])
            .slice(0, limit)
            .map(viewOfRow),
      }
    },
  }
}

function bringUpToDate({ index, revisions }: Titles, rows: readonly Row[]): void {
  for (const row of rows) {
    if (revisions.get(row.id) === row.revision) continue
    const { title } = viewOfRow(row)
    index.put(row.id, sortKey(title), fold(title))
    revisions.set(row.id, row.revision)
  }
  if (revisions.size === rows.length) return
  const there = new Set(rows.map(({ id }) => id))
  for (const id of revisions.keys()) {
    if (there.has(id)) continue
    index.remove(id)
    revisions.delete(id)
  }
}

function viewOfRow(row: Row): PlaylistView {
  return viewOf(row, () => `playlist ${row.id}`)
}
