// A file was copied, and then the one that it was copied from was deleted: the copy was seen while the other was still
// there, and has a row of its own. Where nobody has used that one yet, the older track goes on in the place of the copy.
// So it does where the copy got other tags meanwhile, as programs do that sort music: its sound is the same.
import type { HouseholdId } from '@baton/protocol'
import { type RawBuilder, sql, type Transaction } from 'kysely'
import { chunks } from '../../runtime/chunks.ts'
import type { Tables } from '../../tables/tables.ts'
import { nextStamp } from './change-stamp.ts'
import { usedAmong } from './used-tracks.ts'

/** So many tracks at once: whoever waits for the database hardly notices. Of files that are alike as many serve them. */
const PAGE = 200

type Pair = {
  readonly gone: Gone
  readonly copy: Copy
}

type Gone = {
  readonly id: string
  readonly path: string
  readonly added_at: number
  /** Equal for those that are alike. */
  readonly known_by: string
}

type Copy = Omit<Gone, 'path'> & { readonly folder_id: string }

/** What a copy is known by: its whole content, or its sound alone. */
export const COPY_KINDS = ['content', 'sound'] as const
export type CopyKind = (typeof COPY_KINDS)[number]

export type Copies = {
  /** `everything`: certainly none of the folder's files is there any more, though they are not marked. */
  readonly gone: 'marked' | 'everything'
  readonly alike: CopyKind
  /** Those behind it in the order of their paths. */
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
  const scope = { household: householdId, folder: folderId, alike, gone: which, after }
  const page = await pageOf(transaction, scope)
  const pairs = page.length === 0 ? [] : await pairsOf(transaction, scope, page)
  const away = which === 'marked' ? new Set<string>() : await foldersAway(transaction, householdId)
  const used = await usedAmongAll(transaction, householdId, pairs)
  const done = new Set<string>()
  let stamp: number | null = null
  for (const { gone, copy } of pairs) {
    if (done.has(gone.id) || done.has(copy.id) || used.has(copy.id) || away.has(copy.folder_id)) continue
    const isOlder = copy.added_at <= gone.added_at
    if (isOlder && (alike === 'sound' || which === 'everything' || !used.has(gone.id))) continue
    stamp ??= await nextStamp(transaction, householdId)
    await changePlaces(transaction, gone.id, copy.id, stamp)
    done.add(gone.id).add(copy.id)
  }
  return { followed: done.size / 2, next: page.length < PAGE ? null : (page.at(-1)?.path ?? null) }
}

type Scope = Copies & { readonly household: HouseholdId; readonly folder: string }

async function pageOf(transaction: Transaction<Tables>, scope: Scope): Promise<readonly Gone[]> {
  const { rows } = await sql<Gone>`
    select id, path, added_at, ${KNOWN_BY[scope.alike]} as known_by ${goneIn(scope)}`.execute(transaction)
  return rows
}

/** The youngest copies first. However many files are alike, they are read once for the whole page. */
async function pairsOf(
  transaction: Transaction<Tables>,
  scope: Scope,
  page: readonly Gone[],
): Promise<readonly Pair[]> {
  const { household, folder, alike, gone } = scope
  const columns = COLUMNS[alike]
  const alikeOnPage = sql`(select distinct ${columns} from (select ${columns} ${goneIn(scope)}) as goners) as page
    join library_tracks as track on track.household_id = ${household} and ${IS_ALIKE[alike]}`
  const elsewhere = gone === 'everything' ? sql`and track.folder_id <> ${folder}` : sql``
  const copies = await sql<Copy>`
    select id, folder_id, added_at, known_by from (
      select track.id, track.folder_id, track.added_at, ${KNOWN_BY_TRACK[alike]} as known_by,
        row_number() over (partition by ${KNOWN_BY_TRACK[alike]} order by track.added_at desc, track.id) as nth
      from ${alikeOnPage} where track.missing = 0 ${elsewhere}
    ) as ranked where nth <= ${PAGE} order by known_by, nth`.execute(transaction)
  const byKey = Map.groupBy(copies.rows, (copy) => copy.known_by)
  if (alike === 'sound') {
    // Nobody knows which was made of which, where there is more than one.
    for (const [key, { length }] of byKey) if (length > 1) byKey.delete(key)
    const goneBy = new Map<string, number>()
    for (const missing of gone === 'everything' ? [sql`0`, sql`1`] : [sql`1`]) {
      const { rows } = await sql<{ known_by: string; count: number }>`
        select ${KNOWN_BY_TRACK[alike]} as known_by, count(*) as count
        from ${alikeOnPage} where track.missing = ${missing} and track.folder_id = ${folder}
        group by ${KNOWN_BY_TRACK[alike]}`.execute(transaction)
      for (const { known_by, count } of rows)
        goneBy.set(known_by, (goneBy.get(known_by) ?? 0) + Number(count))
    }
    for (const [key, count] of goneBy) if (count > 1) byKey.delete(key)
  }
  return page.flatMap((one) => (byKey.get(one.known_by) ?? []).map((copy) => ({ gone: one, copy })))
}

/** Along the index of paths: no page sorts what the others hold. */
function goneIn({ household, folder, alike, gone, after }: Scope): RawBuilder<unknown> {
  return sql`from library_tracks
    where household_id = ${household} and folder_id = ${folder} and path > ${after}
      and missing in (${gone === 'marked' ? sql`1` : sql`0, 1`})
      ${alike === 'sound' ? sql`and sound_hash is not null` : sql``}
    order by path limit ${PAGE}`
}

const COLUMNS: Readonly<Record<CopyKind, RawBuilder<unknown>>> = {
  content: sql`size_bytes, sample_hash`,
  sound: sql`sound_hash`,
}

const KNOWN_BY: Readonly<Record<CopyKind, RawBuilder<unknown>>> = {
  content: sql`size_bytes || ' ' || sample_hash`,
  sound: sql`sound_hash`,
}

const KNOWN_BY_TRACK: Readonly<Record<CopyKind, RawBuilder<unknown>>> = {
  content: sql`track.size_bytes || ' ' || track.sample_hash`,
  sound: sql`track.sound_hash`,
}

const IS_ALIKE: Readonly<Record<CopyKind, RawBuilder<unknown>>> = {
  content: sql`track.size_bytes = page.size_bytes and track.sample_hash = page.sample_hash`,
  sound: sql`track.sound_hash = page.sound_hash`,
}

/** A statement takes only so many parameters. */
async function usedAmongAll(
  transaction: Transaction<Tables>,
  householdId: HouseholdId,
  pairs: readonly Pair[],
): Promise<ReadonlySet<string>> {
  const ids = [...new Set(pairs.flatMap(({ gone, copy }) => [gone.id, copy.id]))]
  const used: string[] = []
  for (const some of chunks(ids, 1_000)) used.push(...(await usedAmong(transaction, householdId, some)))
  return new Set(used)
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
