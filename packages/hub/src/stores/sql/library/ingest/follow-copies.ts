// A file was copied, and then the one that it was copied from was deleted: the copy was seen while the other was still
// there, and has a row of its own. Where nobody has used that one yet, the older track goes on in the place of the copy.
// So it does where the copy got other tags meanwhile, as programs do that sort music: its sound is the same.
import type { HouseholdId } from '@baton/protocol'
import { type RawBuilder, sql, type Transaction } from 'kysely'
import type { Tables } from '../../tables/tables.ts'
import { nextStamp } from './change-stamp.ts'
import { usedAmong } from './used-tracks.ts'

/** So many at once: whoever waits for the database hardly notices. */
const PAIRS_PER_PAGE = 200

type Pair = {
  readonly gone: string
  readonly copy: string
  readonly copy_folder: string
  readonly gone_added_at: number
  readonly copy_added_at: number
  /** So many others are alike, of either of the two. */
  readonly others: number
}

/** What a copy is known by: its whole content, or its sound alone. */
export const COPY_KINDS = ['content', 'sound'] as const
export type CopyKind = (typeof COPY_KINDS)[number]

export type Copies = {
  /** `everything`: certainly none of the folder's files is there any more, though they are not marked. */
  readonly gone: 'marked' | 'everything'
  readonly alike: CopyKind
  /** Those behind it in the order of their ids. */
  readonly after: string
}

type FollowedCopies = {
  readonly followed: number
  /** Where the next page begins; null behind the last one. */
  readonly next: string | null
}

/** Looks at some of the folder's tracks that are gone. */
export async function followCopies(
  transaction: Transaction<Tables>,
  householdId: HouseholdId,
  folderId: string,
  { gone: which, alike, after }: Copies,
): Promise<FollowedCopies> {
  const pairs = await pairsAmong(transaction, householdId, folderId, { gone: which, alike, after })
  const away = which === 'marked' ? new Set<string>() : await foldersAway(transaction, householdId)
  const used = await usedAmong(
    transaction,
    householdId,
    pairs.flatMap(({ gone, copy }) => [gone, copy]),
  )
  const done = new Set<string>()
  let stamp: number | null = null
  for (const { gone, copy, copy_folder, gone_added_at, copy_added_at, others } of pairs) {
    if (done.has(gone) || done.has(copy) || used.has(copy) || away.has(copy_folder)) continue
    // Of what sounds alike and says otherwise nobody knows which was made of which, where there is more than one.
    if (alike === 'sound' && others > 0) continue
    const isOlder = copy_added_at <= gone_added_at
    if (isOlder && (alike === 'sound' || which === 'everything' || !used.has(gone))) continue
    stamp ??= await nextStamp(transaction, householdId)
    await changePlaces(transaction, gone, copy, stamp)
    done.add(gone).add(copy)
  }
  const last = pairs.at(-1)
  return { followed: done.size / 2, next: pairs.length < PAIRS_PER_PAGE ? null : (last?.gone ?? null) }
}

async function pairsAmong(
  transaction: Transaction<Tables>,
  householdId: HouseholdId,
  folderId: string,
  { gone, alike, after }: Copies,
): Promise<readonly Pair[]> {
  const isGone =
    gone === 'marked'
      ? sql`gone.missing = 1`
      : sql`gone.missing in (0, 1) and copy.folder_id <> gone.folder_id`
  const { rows } = await sql<Pair>`
    select * from (
      select gone.id as gone, copy.id as copy, copy.folder_id as copy_folder,
        gone.added_at as gone_added_at, copy.added_at as copy_added_at,
        count(*) over (partition by gone.id) + count(*) over (partition by copy.id) - 2 as others
      from library_tracks as gone
      join library_tracks as copy on copy.household_id = gone.household_id
        and ${IS_ALIKE[alike]} and copy.missing = 0
      where gone.household_id = ${householdId} and gone.folder_id = ${folderId} and ${isGone}
    ) as pairs
    where gone > ${after} order by gone, copy_added_at desc, copy limit ${PAIRS_PER_PAGE}`.execute(
    transaction,
  )
  return rows
}

const IS_ALIKE: Readonly<Record<CopyKind, RawBuilder<unknown>>> = {
  content: sql`copy.size_bytes = gone.size_bytes and copy.sample_hash = gone.sample_hash`,
  sound: sql`copy.sound_hash = gone.sound_hash`,
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

/** Each row is the other track from now on, but for when that was added: two ids change what they stand for. */
async function changePlaces(
  transaction: Transaction<Tables>,
  gone: string,
  copy: string,
  stamp: number,
): Promise<void> {
  const [former, present] = [await standingFor(transaction, gone), await standingFor(transaction, copy)]
  // No two rows may be in one place, not even for a moment; no path begins with a slash.
  await transaction
    .updateTable('library_tracks')
    .set({ path: `/${copy}` })
    .where('id', '=', copy)
    .execute()
  await standFor(transaction, gone, { ...present, row: { ...present.row, missing: 0, stamp } })
  // It sounds as long as an equal file does; of what turns up later it is none that is looked for.
  await standFor(transaction, copy, {
    ...former,
    row: { ...former.row, missing: 1, sound_hash: null, stamp },
  })
}

type StandingFor = Awaited<ReturnType<typeof standingFor>>

/** All that a file says, and where it lies. */
async function standingFor(transaction: Transaction<Tables>, trackId: string) {
  const of = { track_id: trackId }
  const {
    id: _,
    household_id: _household,
    added_at: _added,
    ...row
  } = await transaction
    .selectFrom('library_tracks')
    .selectAll()
    .where('id', '=', trackId)
    .executeTakeFirstOrThrow()
  const artists = await transaction
    .selectFrom('library_track_artists')
    .select('artist_id')
    .where((track) => track.and(of))
    .execute()
  const genres = await transaction
    .selectFrom('library_track_genres')
    .select(['genre_key', 'genre'])
    .where((track) => track.and(of))
    .execute()
  return { row, artists, genres }
}

async function standFor(
  transaction: Transaction<Tables>,
  trackId: string,
  { row, artists, genres }: StandingFor,
): Promise<void> {
  const of = { track_id: trackId }
  await transaction.updateTable('library_tracks').set(row).where('id', '=', trackId).execute()
  await transaction
    .deleteFrom('library_track_artists')
    .where((track) => track.and(of))
    .execute()
  await transaction
    .deleteFrom('library_track_genres')
    .where((track) => track.and(of))
    .execute()
  if (artists.length > 0)
    await transaction
      .insertInto('library_track_artists')
      .values(artists.map((one) => ({ ...of, ...one })))
      .execute()
  if (genres.length > 0)
    await transaction
      .insertInto('library_track_genres')
      .values(genres.map((one) => ({ ...of, ...one })))
      .execute()
}
