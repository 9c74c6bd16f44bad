// Playlists as results of a search. Their titles are kept in memory; what there is, and who sees it, is asked of the rows
// for each search, so that nobody finds what was private a moment ago. Whole ones are read where their title may be
// another one, and of what is found: somebody types, and each letter is a search.
import { BoundedMap, type HouseholdId, type PlaylistView, type UserId } from '@baton/protocol'
import type { Kysely } from 'kysely'
import { isSeenBy, type Owned, viewOf } from '../../playlist/playlist-rows.ts'
import type { Tables } from '../../tables/tables.ts'
import { fold, sortKey } from '../rows/fold-text.ts'
import { type SearchIndex, searchIndex } from './search-index.ts'

export interface PlaylistSearch {
  /** Those of the household that this user may see, as they are now. */
  seenBy(householdId: HouseholdId, viewer: UserId): Promise<PlaylistIndex>
}

export interface PlaylistIndex {
  /** Found by their titles, by the same rules as tracks are (B11, B24, B25, B48). */
  find(query: string, limit: number, forgiving: boolean): Promise<readonly PlaylistView[]>
}

/** The households that were not searched for longest go first. */
const MAX_TITLES = 50_000
const READ_AT_ONCE = 500

type Titles = { readonly index: SearchIndex; readonly revisions: Map<string, number> }
type Row = Owned & { readonly id: string; readonly revision: number }
type WholeRow = Row & { readonly view: string }

export function playlistSearch(db: Kysely<Tables>): PlaylistSearch {
  const households = new BoundedMap<HouseholdId, Titles>({
    most: MAX_TITLES,
    weighs: ({ revisions }) => 1 + revisions.size,
  })
  const there = (householdId: HouseholdId) =>
    db
      .selectFrom('playlist')
      .select(['id', 'owner_id', 'visibility', 'revision'])
      .where('household_id', '=', householdId)
      .where('deleted_at', 'is', null)
  /** Those that are there still, in no particular order. */
  async function whole(householdId: HouseholdId, ids: readonly string[]): Promise<readonly WholeRow[]> {
    const rows: WholeRow[] = []
    for (let from = 0; from < ids.length; from += READ_AT_ONCE) {
      const some = there(householdId)
        .select('view')
        .where('id', 'in', ids.slice(from, from + READ_AT_ONCE))
      rows.push(...(await some.$castTo<WholeRow>().execute()))
    }
    return rows
  }
  return {
    async seenBy(householdId, viewer) {
      const rows = await there(householdId).$castTo<Row>().execute()
      const titles = households.get(householdId) ?? { index: searchIndex(), revisions: new Map() }
      const { index, revisions } = titles
      forgetOthers(titles, rows)
      const stale = rows.filter(({ id, revision }) => revisions.get(id) !== revision)
      for (const row of await whole(
        householdId,
        stale.map(({ id }) => id),
      )) {
        const { title } = viewOfRow(row)
        index.put(row.id, sortKey(title), fold(title))
        revisions.set(row.id, row.revision)
      }
      households.set(householdId, titles)
      const seen = new Set(rows.filter((row) => isSeenBy(row, viewer)).map(({ id }) => id))
      return {
        async find(query, limit, forgiving) {
          const ids = index
            .find(fold(query), { limit: index.size, after: null, forgiving })
            .flatMap(({ id }) => (seen.has(id) ? [id] : []))
            .slice(0, limit)
          const found = new Map((await whole(householdId, ids)).map((row) => [row.id, row]))
          return ids.flatMap((id) => {
            const row = found.get(id)
            return row && isSeenBy(row, viewer) ? [viewOfRow(row)] : []
          })
        },
      }
    },
  }
}

function forgetOthers({ index, revisions }: Titles, rows: readonly Row[]): void {
  const there = new Set(rows.map(({ id }) => id))
  for (const id of revisions.keys()) {
    if (there.has(id)) continue
    index.remove(id)
    revisions.delete(id)
  }
}

function viewOfRow(row: WholeRow): PlaylistView {
  return viewOf(row, () => `playlist ${row.id}`)
}
