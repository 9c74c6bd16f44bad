import { join } from 'node:path'
import type { HouseholdId } from '@baton/protocol'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables/tables.ts'

/** One pair would do; some may be copies that somebody made of single files. */
const MOST_PAIRS = 100

/** Folders of other music folders in which files lie below the same paths as in this one, each once. */
export async function copiedFolders(
  db: Kysely<Tables>,
  householdId: HouseholdId,
  folderId: string,
): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly root: string; readonly path: string; readonly copy: string }>`
    select folder.path as root, track.path as path, other.path as copy
    from library_tracks as track
    join library_tracks as other on other.household_id = track.household_id
      and other.size_bytes = track.size_bytes and other.sample_hash = track.sample_hash
      and other.missing = 0 and other.folder_id <> track.folder_id
    join library_folders as folder on folder.id = other.folder_id
    where track.household_id = ${householdId} and track.folder_id = ${folderId} and track.missing = 0
      and length(other.path) > length(track.path)
    order by other.added_at desc, other.id limit ${MOST_PAIRS}`.execute(db)
  const found = rows.flatMap(({ root, path, copy }) =>
    copy.endsWith(`/${path}`) ? [join(root, copy.slice(0, -path.length - 1))] : [],
  )
  return [...new Set(found)]
}
