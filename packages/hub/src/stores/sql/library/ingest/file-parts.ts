// A file that a cue sheet divides has a row for each of its parts, in places that no file can have: below the file. It is
// either one track or several; the rows of what it was before are kept, so that it can be that again with the same ids.
import type { IngestContext, TidyTrack } from './context.ts'

/** Of `missing`: the file is there, but is divided otherwise. */
const DIVIDED_OTHERWISE = 2

/** Where the row of a track stands: at its file, or below the file that it is a part of. */
export function pathInRow({ path, part }: Pick<TidyTrack, 'path' | 'part'>): string {
  return part ? `${path}/${String(part.number).padStart(2, '0')}` : path
}

/** The file in which the track of such a row is, below its music folder. */
export function fileInRow(row: { readonly path: string; readonly part_of: string | null }): string {
  return row.part_of ?? row.path
}

/** Rows of these files that are no tracks of them any more. */
export async function leaveFormerParts(
  { transaction, folderId, stamp }: IngestContext,
  tracks: readonly TidyTrack[],
): Promise<void> {
  if (tracks.length === 0) return
  const files = [...new Set(tracks.map(({ path }) => path))]
  const divided = tracks.filter(({ part }) => part)
  const left = (where: 'path' | 'part_of', paths: readonly string[], but: readonly string[]) =>
    transaction
      .updateTable('library_tracks')
      .set({ missing: DIVIDED_OTHERWISE, stamp })
      .where('folder_id', '=', folderId)
      .where(where, 'in', paths)
      .where('missing', '!=', DIVIDED_OTHERWISE)
      .$if(but.length > 0, (rows) => rows.where('path', 'not in', but))
      .execute()
  const whole = [...new Set(divided.map(({ path }) => path))]
  if (whole.length > 0) await left('path', whole, [])
  await left('part_of', files, divided.map(pathInRow))
}
