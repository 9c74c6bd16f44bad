// A file that is new here and is one that is missing takes its row along: the whole file is equal, or its sound alone
// is, or it is the same recording of the same album by its MusicBrainz ids.
import { sql } from 'kysely'
import type { IngestContext, RowsByPath, TidyTrack } from './context.ts'
import { idIn } from './credits.ts'
import { pathInRow } from './file-parts.ts'
import { usedAmong } from './used-tracks.ts'

/** Two encodings of one recording are nearly of one length. */
const SAME_LENGTH_MS = 2_000

type Gone = {
  readonly id: string
  readonly path: string
  readonly size_bytes: number
  readonly sample_hash: string
  readonly sound_hash: string | null
  readonly mb_track_id: string | null
  readonly mb_album_id: string | null
  readonly duration_ms: number
}

const REASONS: readonly ((track: TidyTrack, row: Gone, heard: ReadonlySet<string>) => boolean)[] = [
  (track, row) => row.size_bytes === track.sizeBytes && row.sample_hash === track.sampleHash,
  // Of what sounds like a file that is still there it may be a copy, unless it lies where the one that is gone did.
  (track, row, heard) =>
    row.sound_hash !== null &&
    row.sound_hash === track.soundHash &&
    (!heard.has(row.sound_hash) || folderOf(row.path) === folderOf(track.path)),
  (track, row) =>
    idIn(row.mb_track_id) !== null &&
    row.mb_track_id === track.musicBrainz?.trackId &&
    row.mb_album_id === track.musicBrainz.albumId &&
    Math.abs(row.duration_ms - track.durationMs) <= SAME_LENGTH_MS,
]

/** `present` are the rows at the places of these. Answers with how many have moved. */
export async function followMoves(
  context: IngestContext,
  tracks: readonly TidyTrack[],
  present: RowsByPath,
): Promise<number> {
  let fresh = tracks.filter((track) => !present.has(pathInRow(track)))
  if (fresh.length === 0 || !(await hasGone(context))) return 0
  const gone = await goneLike(context, fresh)
  const heard = await stillHeard(context, gone)
  let used: ReadonlySet<string> | null = null
  let moved = 0
  for (const isSame of REASONS) {
    const left: TidyTrack[] = []
    for (const track of fresh) {
      const same = gone.filter((row) => isSame(track, row, heard))
      if (same.length > 1) used ??= await usedAmong(context.transaction, context.householdId, idsOf(gone))
      const row = meant(track, same, used ?? new Set())
      if (!row) {
        left.push(track)
        continue
      }
      gone.splice(gone.indexOf(row), 1)
      await context.transaction
        .updateTable('library_tracks')
        .set({ folder_id: context.folderId, path: pathInRow(track) })
        .where('id', '=', row.id)
        .execute()
      moved += 1
    }
    fresh = left
  }
  return moved
}

/** The sounds of these that other files have which are there. Asked only when something is gone. */
async function stillHeard(
  { transaction, householdId }: IngestContext,
  gone: readonly Gone[],
): Promise<ReadonlySet<string>> {
  const sounds = [...new Set(gone.flatMap((row) => row.sound_hash ?? []))]
  if (sounds.length === 0) return new Set()
  const rows = await transaction
    .selectFrom('library_tracks')
    .select('sound_hash')
    .where('household_id', '=', householdId)
    .where(sql<boolean>`missing = 0`)
    .where('sound_hash', 'in', sounds)
    .execute()
  return new Set(rows.flatMap((row) => row.sound_hash ?? []))
}

/** Of several that are equal the one that somebody has used is meant, else the one that was beside it, else the oldest. */
function meant(track: TidyTrack, same: readonly Gone[], used: ReadonlySet<string>): Gone | undefined {
  const some = same.filter(({ id }) => used.has(id))
  const wanted = some.length > 0 ? some : same
  return wanted.find(({ path }) => folderOf(path) === folderOf(track.path)) ?? wanted[0]
}

function idsOf(rows: readonly Gone[]): readonly string[] {
  return rows.map(({ id }) => id)
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}

/**
 * In the first scan of a library nothing is. The order is that of an index which holds only what is gone: without it
 * SQLite looks through the whole library, with each batch of the scan.
 */
async function hasGone({ transaction, householdId }: IngestContext): Promise<boolean> {
  const row = await transaction
    .selectFrom('library_tracks')
    .select('id')
    .where('household_id', '=', householdId)
    .where(sql<boolean>`missing = 1`)
    .orderBy('sound_hash')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Asked one by one, since each has an index of its own. */
async function goneLike(
  { transaction, householdId }: IngestContext,
  fresh: readonly TidyTrack[],
): Promise<Gone[]> {
  const gone = () =>
    transaction
      .selectFrom('library_tracks')
      .select([
        'id',
        'path',
        'size_bytes',
        'sample_hash',
        'sound_hash',
        'mb_track_id',
        'mb_album_id',
        'duration_ms',
      ])
      .where('household_id', '=', householdId)
      .where(sql<boolean>`missing = 1`)
      .orderBy('added_at')
      .orderBy('id')
  const sizes = [...new Set(fresh.map((track) => track.sizeBytes))]
  const samples = [...new Set(fresh.map((track) => track.sampleHash))]
  const sounds = [...new Set(fresh.flatMap((track) => track.soundHash ?? []))]
  const ids = [...new Set(fresh.flatMap((track) => idIn(track.musicBrainz?.trackId) ?? []))]
  const found: Gone[] = await gone()
    .where('size_bytes', 'in', sizes)
    .where('sample_hash', 'in', samples)
    .execute()
  if (sounds.length > 0) found.push(...(await gone().where('sound_hash', 'in', sounds).execute()))
  if (ids.length > 0) found.push(...(await gone().where('mb_track_id', 'in', ids).execute()))
  return [...new Map(found.map((row) => [row.id, row])).values()]
}
