// A file was copied, and then the one that it was copied from was deleted: the copy was seen while the other was still
// there, and has a row of its own. Where nobody has used that one yet, the older track goes on in the place of the copy.
import type { HouseholdId } from '@baton/protocol'
import { sql, type Transaction } from 'kysely'
import type { Tables } from '../../tables/tables.ts'
import { nextStamp } from './change-stamp.ts'

/** So many at once: whoever waits for the database hardly notices. */
const PAIRS_PER_PAGE = 200

type Pair = {
  readonly gone: string
  readonly copy: string
  readonly copy_folder: string
  readonly gone_added_at: number
  readonly copy_added_at: number
}

type FollowedCopies = {
  readonly followed: number
  /** Where the next page begins; null behind the last one. */
  readonly next: string | null
}

/** Looks at some of the folder's tracks that are gone, those behind `after` in the order of their ids. */
export async function followCopies(
  transaction: Transaction<Tables>,
  householdId: HouseholdId,
  folderId: string,
  which: 'marked' | 'everything',
  after: string,
): Promise<FollowedCopies> {
  const isGone =
    which === 'marked'
      ? sql`gone.missing = 1`
      : sql`gone.missing in (0, 1) and copy.folder_id <> gone.folder_id`
  const { rows: pairs } = await sql<Pair>`
    select gone.id as gone, copy.id as copy, copy.folder_id as copy_folder, gone.added_at as gone_added_at, copy.added_at as copy_added_at
    from library_tracks as gone
    join library_tracks as copy on copy.household_id = gone.household_id
      and copy.size_bytes = gone.size_bytes and copy.sample_hash = gone.sample_hash and copy.missing = 0
    where gone.household_id = ${householdId} and gone.folder_id = ${folderId} and ${isGone}
      and gone.id > ${after}
    order by gone.id, copy.added_at desc, copy.id limit ${PAIRS_PER_PAGE}`.execute(transaction)
  const away = which === 'marked' ? new Set<string>() : await foldersAway(transaction, householdId)
  const used = await usedAmong(
    transaction,
    householdId,
    pairs.flatMap(({ gone, copy }) => [gone, copy]),
  )
  const done = new Set<string>()
  let stamp: number | null = null
  for (const { gone, copy, copy_folder, gone_added_at, copy_added_at } of pairs) {
    if (done.has(gone) || done.has(copy) || used.has(copy) || away.has(copy_folder)) continue
    const isOlder = copy_added_at <= gone_added_at
    if (isOlder && (which === 'everything' || !used.has(gone))) continue
    stamp ??= await nextStamp(transaction, householdId)
    await changePlaces(transaction, gone, copy, stamp)
    done.add(gone).add(copy)
  }
  return {
    followed: done.size / 2,
    next: pairs.length < PAIRS_PER_PAGE ? null : (pairs.at(-1)?.gone ?? null),
  }
}

/** Music folders of which nobody knows what is in them now: the problem that is listed is their own. */
async function foldersAway(
  transaction: Transaction<Tables>,
  householdId: HouseholdId,
): Promise<ReadonlySet<string>> {
  const rows = await transaction
    .selectFrom('library_scan_errors')
    .select('folder_id')
    .where('household_id', '=', householdId)
    .where('path', '=', '')
    .execute()
  return new Set(rows.map((row) => row.folder_id))
}

/** Those that somebody likes, has played, or has in a playlist. */
async function usedAmong(
  transaction: Transaction<Tables>,
  householdId: HouseholdId,
  trackIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (trackIds.length === 0) return new Set()
  const liked = transaction.selectFrom('liked').select('track_id').where('track_id', 'in', trackIds)
  const played = transaction
    .selectFrom('play')
    .select('track_id')
    .where('household_id', '=', householdId)
    .where('track_id', 'in', trackIds)
  const listed = transaction.selectFrom('playlist_entry').select('track_id').where('track_id', 'in', trackIds)
  const rows = await liked.union(played).union(listed).execute()
  return new Set(rows.map((row) => row.track_id))
}

/** Their contents are equal, so what they say is too, but for what comes of the place where a file lies. */
const OF_ITS_PLACE = [
  'folder_id',
  'path',
  'part_of',
  'mtime_ms',
  'ctime_ms',
  'title',
  'title_key',
  'search_text',
  'album_id',
  'cover_id',
  'cover_stamp',
] as const

async function changePlaces(
  transaction: Transaction<Tables>,
  gone: string,
  copy: string,
  stamp: number,
): Promise<void> {
  const placeOf = (id: string) =>
    transaction
      .selectFrom('library_tracks')
      .select(OF_ITS_PLACE)
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
  const put = (id: string, change: Partial<Awaited<ReturnType<typeof placeOf>>> & { missing?: number }) =>
    transaction
      .updateTable('library_tracks')
      .set({ ...change, stamp })
      .where('id', '=', id)
      .execute()
  const [former, present] = [await placeOf(gone), await placeOf(copy)]
  // No two rows may be in one place, not even for a moment; no path begins with a slash.
  await put(copy, { path: `/${copy}` })
  await put(gone, { ...present, missing: 0 })
  await put(copy, { ...former, missing: 1 })
}
