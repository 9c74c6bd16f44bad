// Search over the households' libraries, from words in memory that are brought up to date before each search: every
// row carries the stamp of its last change, so that only what changed since is read.
import { BoundedMap, type HouseholdId, type Turns, turns } from '@baton/protocol'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables/tables.ts'
import { fold } from '../rows/fold-text.ts'
import { type RankedPlace, type SearchIndex, searchIndex } from './search-index.ts'

export type Kind = 'artists' | 'albums' | 'tracks'

export interface LibrarySearch {
  /** Ids and their places in the ranking, best first. */
  find(householdId: HouseholdId, query: string, kinds: readonly Kind[], page: SearchPage): Promise<Found>
  prepare(householdId: HouseholdId): Promise<void>
}

export type SearchPage = { readonly limit: number; readonly after?: RankedPlace | null }

export type Found = {
  readonly [kind in Kind]?: readonly { readonly id: string; readonly key: string }[]
} & { readonly similar: boolean }

/** What the thread keeps in memory at most; the households that were not searched for longest go first. */
const MAX_ROWS = 600_000
const ROWS_PER_READ = 1_000
/** As many as may ask this thread at once. */
const MAX_READINGS = 1_000

type Household = {
  readonly indexes: Readonly<Record<Kind, SearchIndex>>
  stamp: number
  reload: number
  readonly readings: Turns
}

export function librarySearch(db: Kysely<Tables>): LibrarySearch {
  const households = new BoundedMap<HouseholdId, Household>({ most: MAX_ROWS, weighs: rowsOf })

  const upToDate = async (householdId: HouseholdId): Promise<Household> => {
    const known = households.get(householdId) ?? empty()
    households.set(householdId, known)
    await known.readings.take(() => bringUpToDate(db, householdId, known))
    households.set(householdId, known)
    return known
  }

  return {
    async prepare(householdId) {
      await upToDate(householdId)
    },
    async find(householdId, query, kinds, { limit, after = null }) {
      const { indexes } = await upToDate(householdId)
      const folded = fold(query.replace(/\p{Cc}+/gu, ' ').toWellFormed())
      const look = (forgiving: boolean) =>
        Object.fromEntries(
          kinds.map((kind) => [kind, indexes[kind].find(folded, { limit, after, forgiving })]),
        )
      const exact = look(false)
      const isSimilar = after !== null && isSimilarPlace(after)
      if (!isSimilar && (after !== null || Object.values(exact).some((list) => list.length > 0))) {
        return { ...exact, similar: false }
      }
      return { ...look(true), similar: true }
    },
  }
}

/** Only the forgiving search gives the last tier. */
function isSimilarPlace([key]: RankedPlace): boolean {
  return key.startsWith('5')
}

function empty(): Household {
  return {
    indexes: { artists: searchIndex(), albums: searchIndex(), tracks: searchIndex() },
    stamp: -1,
    reload: 0,
    readings: turns({ mostWaiting: MAX_READINGS }),
  }
}

async function bringUpToDate(
  db: Kysely<Tables>,
  householdId: HouseholdId,
  household: Household,
): Promise<void> {
  const head = await db
    .selectFrom('library_heads')
    .select(['stamp', 'reload'])
    .where('household_id', '=', householdId)
    .executeTakeFirst()
  const { stamp, reload } = head ?? { stamp: 0, reload: 0 }
  if (reload !== household.reload) {
    Object.assign(household, { ...empty(), readings: household.readings, reload })
  }
  if (stamp === household.stamp) return
  const since = household.stamp
  for (const kind of ['artists', 'albums', 'tracks'] as const) {
    await readChanges(db, householdId, kind, since, household.indexes[kind])
  }
  household.stamp = stamp
}

const TABLES = {
  artists: ['library_artists', sql`name_key`, sql`0`],
  albums: ['library_albums', sql`title_key`, sql`0`],
  tracks: ['library_tracks', sql`title_key`, sql`missing`],
} as const

type ChangedRow = {
  readonly id: string
  readonly stamp: number
  readonly title: string
  readonly search_text: string
  readonly missing: number
}

/** Rows written while this reads are read now or the next time; reading one twice changes nothing. */
async function readChanges(
  db: Kysely<Tables>,
  householdId: HouseholdId,
  kind: Kind,
  since: number,
  index: SearchIndex,
): Promise<void> {
  const [table, title, missing] = TABLES[kind]
  let place: readonly [number, string] = [since, '\u{10FFFF}']
  for (;;) {
    const { rows } = await sql<ChangedRow>`
      select id, stamp, ${title} as title, search_text, ${missing} as missing from ${sql.table(table)}
      where household_id = ${householdId} and stamp >= ${place[0]} and (stamp > ${place[0]} or id > ${place[1]})
      order by stamp, id limit ${ROWS_PER_READ}`.execute(db)
    for (const row of rows) {
      if (row.missing !== 0) index.remove(row.id)
      else index.put(row.id, row.title, row.search_text)
    }
    const last = rows.at(-1)
    if (!last || rows.length < ROWS_PER_READ) return
    place = [last.stamp, last.id]
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** One that alone is larger than all may be is kept nevertheless, and no other beside it. */
function rowsOf({ indexes }: Household): number {
  return Math.min(MAX_ROWS, 1 + indexes.artists.size + indexes.albums.size + indexes.tracks.size)
}
