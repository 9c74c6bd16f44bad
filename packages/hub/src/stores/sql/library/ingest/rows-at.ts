import type { IngestContext, RowsByPath } from './context.ts'

/** What the database has at these paths of the folder. */
export async function rowsAt(
  { transaction, folderId }: IngestContext,
  paths: readonly string[],
): Promise<RowsByPath> {
  if (paths.length === 0) return new Map()
  const rows = await transaction
    .selectFrom('library_tracks')
    .select(['id', 'path', 'album_id'])
    .where('folder_id', '=', folderId)
    .where('path', 'in', paths)
    .execute()
  return new Map(rows.map((row) => [row.path, { id: row.id, albumId: row.album_id }]))
}
