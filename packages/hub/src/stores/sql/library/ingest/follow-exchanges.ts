// Files that took each other's places: `01` is `02` now, and `02` is `03`, since somebody put another one before them. By
// its place each would be the other track from now on, with its likes and plays. Each row goes with its content.
import type { IngestContext, PlacedRow, RowsByPath, TidyTrack } from './context.ts'
import { idIn } from './credits.ts'

/** Of files that are not divided; `rows` are at the places of these. Answers with how many tracks have another place. */
export async function followExchanges(
  context: IngestContext,
  tracks: readonly TidyTrack[],
  rows: RowsByPath,
): Promise<number> {
  if (rows.size === 0) return 0
  const whole = tracks.filter(({ part }) => !part)
  const replaced = whole.filter((track) => {
    const row = rows.get(track.path)
    return row?.missing === 0 && !isStill(row, track)
  })
  if (replaced.length === 0) return 0
  const goes = new Map<string, PlacedRow>()
  const left = new Set(replaced.flatMap(({ path }) => rows.get(path) ?? []))
  const take = (track: TidyTrack, row: PlacedRow | undefined) => {
    if (row === undefined) return
    goes.set(track.path, row)
    left.delete(row)
  }
  for (const track of replaced) take(track, equalTo(track, [...left]))
  // Only where its own place is another's now: a copy that somebody keeps of what was replaced is a copy.
  for (const track of whole.filter(({ path }) => !rows.has(path))) {
    const withoutPlace = [...left].filter((row) => goes.has(row.path))
    take(track, equalTo(track, withoutPlace))
  }
  const displaced = [...left].filter((row) => goes.has(row.path))
  await change(context, goes, displaced)
  return goes.size
}

/** No two rows may be in one place, not even for a moment; no path begins with a slash. */
async function change(
  { transaction, folderId, stamp }: IngestContext,
  goes: ReadonlyMap<string, PlacedRow>,
  displaced: readonly PlacedRow[],
): Promise<void> {
  const put = (row: PlacedRow, place: { folder_id?: string; path: string; missing: number }) =>
    transaction
      .updateTable('library_tracks')
      .set({ ...place, stamp })
      .where('id', '=', row.id)
      .execute()
  for (const row of [...goes.values(), ...displaced]) await put(row, { path: `/${row.id}`, missing: 1 })
  for (const [path, row] of goes) await put(row, { folder_id: folderId, path, missing: 0 })
}

function equalTo(track: TidyTrack, rows: readonly PlacedRow[]): PlacedRow | undefined {
  return rows.find((row) => row.path !== track.path && isEqual(row, track))
}

function isEqual(row: PlacedRow, track: TidyTrack): boolean {
  const isContent = row.size_bytes === track.sizeBytes && row.sample_hash === track.sampleHash
  return isContent || (row.sound_hash !== null && row.sound_hash === track.soundHash)
}

/** The same file with other tags, or the same recording in another encoding. */
function isStill(row: PlacedRow, track: TidyTrack): boolean {
  const recording = idIn(row.mb_track_id)
  return isEqual(row, track) || (recording !== null && recording === idIn(track.musicBrainz?.trackId))
}
