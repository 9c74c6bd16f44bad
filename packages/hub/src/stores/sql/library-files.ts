// What a scan asks the library: its folders, the files it read before, and which of them are gone.
import type { HouseholdId, TrackId } from '@baton/protocol'
import { type Kysely, sql } from 'kysely'
import type { CoverRow, KnownFile, LibraryFolder, TrackFileRow } from '#engine'
import type { Tables } from './tables.ts'

type Db = Kysely<Tables>

const PATHS_PER_STATEMENT = 500
/** Comes from addresses, and Postgres does not take every text. */
const COVER_ID = /^[0-9a-z]{1,128}$/

export async function addFolder(
  db: Db,
  householdId: HouseholdId,
  path: string,
  fresh: { readonly id: string; readonly now: number },
): Promise<LibraryFolder> {
  await db
    .insertInto('library_folders')
    .values({ id: fresh.id, household_id: householdId, path, added_at: fresh.now })
    .onConflict((conflict) => conflict.columns(['household_id', 'path']).doNothing())
    .execute()
  const row = await db
    .selectFrom('library_folders')
    .select(['id', 'path'])
    .where('household_id', '=', householdId)
    .where('path', '=', path)
    .executeTakeFirstOrThrow()
  return { folderId: row.id, path: row.path }
}

export async function listFolders(db: Db, householdId: HouseholdId): Promise<readonly LibraryFolder[]> {
  const rows = await db
    .selectFrom('library_folders')
    .select(['id', 'path'])
    .where('household_id', '=', householdId)
    .orderBy('path')
    .execute()
  return rows.map((row) => ({ folderId: row.id, path: row.path }))
}

export async function removeFolder(db: Db, householdId: HouseholdId, folderId: string): Promise<void> {
  await db
    .deleteFrom('library_folders')
    .where('household_id', '=', householdId)
    .where('id', '=', folderId)
    .execute()
}

/** A file that could not be read hides the track that it once was. */
export async function knownFiles(
  db: Db,
  householdId: HouseholdId,
  folderId: string,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<readonly KnownFile[]> {
  const failed = db
    .selectFrom('library_scan_errors')
    .select(['path', 'size_bytes', 'mtime_ms', sql<number>`0`.as('missing'), sql<number>`1`.as('failed')])
    .where('household_id', '=', householdId)
    .where('folder_id', '=', folderId)
    .$if(after !== null, (rest) => rest.where('path', '>', after ?? ''))
  const rows = await db
    .selectFrom('library_tracks')
    .select(['path', 'size_bytes', 'mtime_ms', 'missing', sql<number>`0`.as('failed')])
    .where('household_id', '=', householdId)
    .where('folder_id', '=', folderId)
    .$if(after !== null, (rest) => rest.where('path', '>', after ?? ''))
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom('library_scan_errors as problem')
            .select('problem.path')
            .whereRef('problem.folder_id', '=', 'library_tracks.folder_id')
            .whereRef('problem.path', '=', 'library_tracks.path'),
        ),
      ),
    )
    .unionAll(failed)
    .orderBy('path')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    path: row.path,
    sizeBytes: row.size_bytes,
    mtimeMs: row.mtime_ms,
    missing: row.missing === 1,
    failed: row.failed === 1,
  }))
}

export async function markFiles(
  db: Db,
  householdId: HouseholdId,
  folderId: string,
  paths: readonly string[],
  missing: boolean,
): Promise<number> {
  let changed = 0
  for (let start = 0; start < paths.length; start += PATHS_PER_STATEMENT) {
    const some = paths.slice(start, start + PATHS_PER_STATEMENT)
    const result = await db
      .updateTable('library_tracks')
      .set({ missing: missing ? 1 : 0 })
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

export async function trackFile(
  db: Db,
  householdId: HouseholdId,
  trackId: TrackId,
): Promise<TrackFileRow | null> {
  const row = await db
    .selectFrom('library_tracks as track')
    .innerJoin('library_folders as folder', 'folder.id', 'track.folder_id')
    .select(['track.path', 'track.mime', 'track.missing', 'folder.path as folder'])
    .where('track.household_id', '=', householdId)
    .where('track.id', '=', trackId)
    .executeTakeFirst()
  if (!row) return null
  return { trackId, folderPath: row.folder, path: row.path, mime: row.mime, missing: row.missing === 1 }
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
