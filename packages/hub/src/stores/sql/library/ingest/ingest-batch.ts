// Takes one batch of what a scan read, in one transaction: artists and albums are found or made, moved files keep
// their ids, and the albums that were touched are drawn up anew from their tracks.
import type { Ingested, ScanBatch, ScannedProblem } from '#engine'
import { nextStamp } from './change-stamp.ts'
import type { IngestContext, IngestSource, TidyTrack } from './context.ts'
import { leaveFormerParts, pathInRow } from './file-parts.ts'
import { followExchanges } from './follow-exchanges.ts'
import { followMoves } from './follow-moves.ts'
import { rowsAt } from './rows-at.ts'
import { tidyTags } from './tidy-tags.ts'
import { writeTracks } from './tracks.ts'

export async function ingestBatch(source: IngestSource, batch: ScanBatch): Promise<Ingested> {
  await ownFolder(source)
  const context = { ...source, stamp: await nextStamp(source.transaction, source.householdId) }
  const tracks = batch.tracks.map(tidyTags)
  await keepCovers(context, tracks)
  const rows = () => rowsAt(context, tracks.map(pathInRow))
  const former = await rows()
  const exchanged = await followExchanges(context, tracks, former)
  const present = exchanged > 0 ? await rows() : former
  const moved = await followMoves(context, tracks, present)
  const before = moved > 0 ? await rows() : present
  await leaveFormerParts(context, tracks)
  await writeTracks(context, tracks, before)
  await clearProblems(
    context,
    tracks.map((track) => track.path),
  )
  await writeProblems(context, batch.problems)
  return {
    added: tracks.length - before.size,
    changed: before.size - exchanged - moved,
    moved: exchanged + moved,
    failed: batch.problems.length,
  }
}

async function ownFolder({ transaction, householdId, folderId }: IngestSource): Promise<void> {
  const folder = await transaction
    .selectFrom('library_folders')
    .select('id')
    .where('id', '=', folderId)
    .where('household_id', '=', householdId)
    .executeTakeFirst()
  if (!folder) throw new Error('The music folder of this batch is not known any more')
}

async function keepCovers(
  { transaction, householdId }: IngestContext,
  tracks: readonly TidyTrack[],
): Promise<void> {
  const covers = new Map(tracks.flatMap(({ cover }) => (cover ? [[cover.coverId, cover] as const] : [])))
  if (covers.size === 0) return
  await transaction
    .insertInto('library_covers')
    .values(
      [...covers.values()].map((cover) => ({
        household_id: householdId,
        id: cover.coverId,
        mime: cover.mime,
        size_bytes: cover.sizeBytes,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

async function clearProblems(
  { transaction, folderId }: IngestContext,
  paths: readonly string[],
): Promise<void> {
  if (paths.length === 0) return
  await transaction
    .deleteFrom('library_scan_errors')
    .where('folder_id', '=', folderId)
    .where('path', 'in', paths)
    .execute()
}

/**
 * A track whose file cannot be read any more is missing, until the file is mended. Of one that could not even be opened
 * nobody knows: it stays as it was.
 */
async function writeProblems(context: IngestContext, problems: readonly ScannedProblem[]): Promise<void> {
  if (problems.length === 0) return
  const paths = problems.map((problem) => problem.path)
  await clearProblems(context, paths)
  const { transaction, householdId, folderId, now } = context
  const broken = problems.filter(({ code }) => code !== 'file.unreadable').map(({ path }) => path)
  if (broken.length > 0)
    await transaction
      .updateTable('library_tracks')
      .set({ missing: 1, stamp: context.stamp })
      .where('folder_id', '=', folderId)
      .where((row) => row.or([row('path', 'in', broken), row('part_of', 'in', broken)]))
      .where('missing', '=', 0)
      .execute()
  await transaction
    .insertInto('library_scan_errors')
    .values(
      problems.map((problem) => ({
        household_id: householdId,
        folder_id: folderId,
        path: problem.path,
        size_bytes: problem.sizeBytes,
        mtime_ms: problem.mtimeMs,
        code: problem.code,
        // Whoever reads it finds the words by the code.
        message: problem.code,
        seen_at: now,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
