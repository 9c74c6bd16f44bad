// What a scan asks the library: its folders, the files it read before, and which of them are gone.
import type { HouseholdId, TrackId } from '@baton/protocol'
import { type Kysely, sql, type Transaction } from 'kysely'
import type {
  CoverRow,
  FolderOrigin,
  KnownFile,
  KnownRange,
  LibraryFolder,
  TrackContent,
  TrackFileRow,
} from '#engine'
import type { Tables } from '../../tables/tables.ts'
import { nextStamp } from './change-stamp.ts'

type Db = Kysely<Tables>

const PATHS_PER_STATEMENT = 200
/** A music folder no more; its tracks are missing until it is one again. */
const LEFT = 'left'
/** Comes from addresses, and Postgres does not take every text. */
const COVER_ID = /^[0-9a-z]{1,128}$/

export async function addFolder(
  db: Db,
  householdId: HouseholdId,
  path: string,
  origin: FolderOrigin,
  fresh: { readonly id: string; readonly now: number },
): Promise<LibraryFolder> {
  await db
    .insertInto('library_folders')
    .values({ id: fresh.id, household_id: householdId, path, added_at: fresh.now, origin })
    .onConflict((conflict) => conflict.columns(['household_id', 'path']).doUpdateSet({ origin }))
    .execute()
  const row = await db
    .selectFrom('library_folders')
    .select(['id', 'path'])
    .where('household_id', '=', householdId)
    .where('path', '=', path)
    .executeTakeFirstOrThrow()
  return { folderId: row.id, path: row.path, origin }
}

export async function listFolders(db: Db, householdId: HouseholdId): Promise<readonly LibraryFolder[]> {
  const rows = await db
    .selectFrom('library_folders')
    .select(['id', 'path', 'origin'])
    .where('household_id', '=', householdId)
    .where('origin', '!=', LEFT)
    .orderBy('path')
    .execute()
  return rows.map((row) => ({
    folderId: row.id,
    path: row.path,
    origin: row.origin === 'owner' ? 'owner' : 'settings',
  }))
}

export async function folderCounts(
  db: Db,
  householdId: HouseholdId,
): Promise<readonly (readonly [string, number])[]> {
  const rows = await db
    .selectFrom('library_tracks')
    .select(['folder_id', sql<number>`count(*)`.as('tracks')])
    .where('household_id', '=', householdId)
    .where(sql<boolean>`missing = 0`)
    .groupBy('folder_id')
    .execute()
  return rows.map((row) => [row.folder_id, row.tracks] as const)
}

export async function removeFolder(
  db: Transaction<Tables>,
  householdId: HouseholdId,
  folderId: string,
): Promise<void> {
  const removed = await db
    .deleteFrom('library_folders')
    .where('household_id', '=', householdId)
    .where('id', '=', folderId)
    .executeTakeFirst()
  if (removed.numDeletedRows > 0n) await nextStamp(db, householdId, 'rows are gone')
}

export async function leaveFolder(
  db: Transaction<Tables>,
  householdId: HouseholdId,
  folderId: string,
): Promise<void> {
  const stamp = await nextStamp(db, householdId)
  const own = { household_id: householdId, folder_id: folderId }
  await db
    .updateTable('library_folders')
    .set({ origin: LEFT })
    .where('household_id', '=', householdId)
    .where('id', '=', folderId)
    .execute()
  await db
    .updateTable('library_tracks')
    .set({ missing: 1, stamp })
    .where((row) => row.and(own))
    .where('missing', '=', 0)
    .execute()
  await db
    .deleteFrom('library_scan_errors')
    .where((row) => row.and(own))
    .execute()
}

/** A file that could not be read hides the track that it once was. */
export async function knownFiles(
  db: Db,
  householdId: HouseholdId,
  folderId: string,
  { after, limit, under = '' }: KnownRange,
): Promise<readonly KnownFile[]> {
  const inRange = () => {
    const conditions = [sql<boolean>`household_id = ${householdId} and folder_id = ${folderId}`]
    if (after !== null) conditions.push(sql`path > ${after}`)
    // The sign behind the slash: everything between the two lies below the folder.
    if (under !== '') conditions.push(sql`path > ${`${under}/`} and path < ${`${under}0`}`)
    return sql<boolean>`${sql.join(conditions, sql` and `)}`
  }
  const failed = db
    .selectFrom('library_scan_errors')
    .select([
      'path',
      'size_bytes',
      'mtime_ms',
      sql<number>`0`.as('missing'),
      sql<number>`1`.as('failed'),
      sql<number>`case when code = 'file.unreadable' then 1 else 0 end`.as('retry'),
      sql<string | null>`null`.as('cover_stamp'),
      sql<number | null>`null`.as('ctime_ms'),
    ])
    .where(inRange())
    .orderBy('path')
    .limit(limit)
    .execute()
  const present = db
    .selectFrom('library_tracks')
    .select([
      'path',
      'size_bytes',
      'mtime_ms',
      'missing',
      sql<number>`0`.as('failed'),
      sql<number>`0`.as('retry'),
      'cover_stamp',
      'ctime_ms',
    ])
    .where(inRange())
    .orderBy('path')
    .limit(limit)
    .execute()
  return merged(await present, await failed, limit).map((row) => ({
    path: row.path,
    sizeBytes: row.size_bytes,
    mtimeMs: row.mtime_ms,
    ctimeMs: row.ctime_ms,
    missing: row.missing === 1,
    failed: row.failed === 1,
    mayBeReadableNow: row.retry === 1,
    coverStamp: row.cover_stamp,
  }))
}

/** Both are in byte order; of two rows of one path the failure counts. */
function merged<Row extends { readonly path: string }>(
  present: readonly Row[],
  failed: readonly Row[],
  limit: number,
): readonly Row[] {
  if (failed.length === 0) return present
  const rows = new Map([...present, ...failed].map((row) => [row.path, row]))
  return [...rows.values()]
    .map((row) => ({ row, key: Buffer.from(row.path) }))
    .sort((one, other) => Buffer.compare(one.key, other.key))
    .slice(0, limit)
    .map(({ row }) => row)
}

export async function markFiles(
  db: Transaction<Tables>,
  householdId: HouseholdId,
  folderId: string,
  paths: readonly string[],
  missing: boolean,
): Promise<number> {
  let changed = 0
  const stamp = await nextStamp(db, householdId)
  for (let start = 0; start < paths.length; start += PATHS_PER_STATEMENT) {
    const some = paths.slice(start, start + PATHS_PER_STATEMENT)
    const result = await db
      .updateTable('library_tracks')
      .set({ missing: missing ? 1 : 0, stamp })
      .where('household_id', '=', householdId)
      .where('folder_id', '=', folderId)
      .where('missing', '=', missing ? 0 : 1)
      .where('path', 'in', some)
      .executeTakeFirst()
    changed += Number(result.numUpdatedRows)
    if (!missing) continue
    await db
      .deleteFrom('library_scan_errors')
      .where('household_id', '=', householdId)
      .where('folder_id', '=', folderId)
      .where('path', 'in', some)
      .execute()
  }
  return changed
}

export async function trackContent(
  db: Db,
  householdId: HouseholdId,
  trackId: TrackId,
): Promise<TrackContent | null> {
  const row = await contents(db)
    .where('track.household_id', '=', householdId)
    .where('track.id', '=', trackId)
    .executeTakeFirst()
  if (!row) return null
  return contentOf(row, row.missing === 1 ? ((await equalFile(db, householdId, row)) ?? null) : row)
}

export function contents(db: Db) {
  return db
    .selectFrom('library_tracks as track')
    .innerJoin('library_folders as folder', 'folder.id', 'track.folder_id')
    .select([
      'track.id',
      'track.path',
      'track.mime',
      'track.missing',
      'track.sample_hash',
      'track.size_bytes',
      'track.duration_ms',
      'track.codec',
      'folder.path as folder',
    ])
}

type ContentRow = Awaited<ReturnType<ReturnType<typeof contents>['executeTakeFirstOrThrow']>>

/** `place` is where its sound lies; null: nowhere any more. */
export function contentOf(
  row: ContentRow,
  place: Pick<ContentRow, 'folder' | 'path'> | null = row.missing === 1 ? null : row,
): TrackContent {
  return {
    trackId: row.id as TrackId,
    folderPath: place?.folder ?? row.folder,
    path: place?.path ?? row.path,
    mime: row.mime,
    missing: place === null,
    sampleHash: row.sample_hash,
    sizeBytes: row.size_bytes,
    durationMs: row.duration_ms,
    codec: row.codec,
  }
}

/** A file of the same content that is there: a track that is gone sounds from it. */
function equalFile(
  db: Db,
  householdId: HouseholdId,
  { size_bytes, sample_hash }: { readonly size_bytes: number; readonly sample_hash: string },
) {
  return db
    .selectFrom('library_tracks as track')
    .innerJoin('library_folders as folder', 'folder.id', 'track.folder_id')
    .select(['track.path', 'folder.path as folder'])
    .where('track.household_id', '=', householdId)
    .where('track.size_bytes', '=', size_bytes)
    .where('track.sample_hash', '=', sample_hash)
    .where(sql<boolean>`track.missing = 0`)
    .orderBy('track.id')
    .limit(1)
    .executeTakeFirst()
}

export async function trackFile(
  db: Db,
  householdId: HouseholdId,
  trackId: TrackId,
): Promise<TrackFileRow | null> {
  const content = await trackContent(db, householdId, trackId)
  if (!content) return null
  const { folderPath, path, mime, missing } = content
  return { trackId, folderPath, path, mime, missing }
}

export async function coverRow(db: Db, householdId: HouseholdId, coverId: string): Promise<CoverRow | null> {
  if (!COVER_ID.test(coverId)) return null
  const row = await db
    .selectFrom('library_covers')
    .select(['id', 'mime', 'size_bytes'])
    .where('household_id', '=', householdId)
    .where('id', '=', coverId)
    .executeTakeFirst()
  return row ? { coverId: row.id, mime: row.mime, sizeBytes: row.size_bytes } : null
}
