import type { IngestContext, PlacedRow, RowsByPath } from './context.ts'

const PLACED_COLUMNS = [
  'id',
  'path',
  'album_id as albumId',
  'size_bytes',
  'sample_hash',
  'sound_hash',
  'mb_track_id',
  'missing',
] as const

/** What the database has at these paths of the folder. */
export async function rowsAt(
  { transaction, folderId }: IngestContext,
  paths: readonly string[],
): Promise<RowsByPath> {
  if (paths.length === 0) return new Map()
  const rows: PlacedRow[] = await transaction
    .selectFrom('library_tracks')
    .select(PLACED_COLUMNS)
    .where('folder_id', '=', folderId)
    .where('path', 'in', paths)
    .execute()
  return new Map(rows.map((row) => [row.path, row]))
}
