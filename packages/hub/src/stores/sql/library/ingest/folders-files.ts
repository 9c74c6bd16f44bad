// The music folders of a household, and where in them the sound of a track lies.
import type { HouseholdId, TrackId } from '@baton/protocol'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { CoverRow, FolderOrigin, LibraryFolder, TrackContent, TrackFileRow } from '#engine'
import type { Tables } from '../../tables/tables.ts'
import { nextStamp } from './change-stamp.ts'
import { fileInRow } from './file-parts.ts'

type Db = Kysely<Tables>

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

export async function placeKept(db: Db, householdId: HouseholdId, folderId: string): Promise<string | null> {
  const row = await db
    .selectFrom('library_folders')
    .select('place')
    .where('household_id', '=', householdId)
    .where('id', '=', folderId)
    .executeTakeFirst()
  return row?.place ?? null
}

export async function keepPlace(
  db: Db,
  householdId: HouseholdId,
  folderId: string,
  place: string | null,
): Promise<void> {
  await db
    .updateTable('library_folders')
    .set({ place })
    .where('household_id', '=', householdId)
    .where('id', '=', folderId)
    .execute()
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
  return contentOf(row, row.missing !== 0 ? ((await equalFile(db, householdId, row)) ?? null) : row)
}

export function contents(db: Db) {
  return db
    .selectFrom('library_tracks as track')
    .innerJoin('library_folders as folder', 'folder.id', 'track.folder_id')
    .select([
      'track.id',
      'track.path',
      'track.part_of',
      'track.part_start',
      'track.part_end',
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
  place: Pick<ContentRow, 'folder' | 'path' | 'part_of'> | null = row.missing !== 0 ? null : row,
): TrackContent {
  return {
    trackId: row.id as TrackId,
    folderPath: place?.folder ?? row.folder,
    path: fileInRow(place ?? row),
    mime: row.mime,
    missing: place === null,
    sampleHash: row.sample_hash,
    sizeBytes: row.size_bytes,
    durationMs: row.duration_ms,
    codec: row.codec,
    part: row.part_start === null ? null : { startFrame: row.part_start, endFrame: row.part_end },
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
    .select(['track.path', 'track.part_of', 'folder.path as folder'])
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
