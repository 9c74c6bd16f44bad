// Takes one batch of what a scan read, in one transaction: artists and albums are found or made, moved files keep
// their ids, and the albums that were touched are drawn up anew from their tracks.
import type { HouseholdId } from '@baton/protocol'
import type { Insertable, Transaction } from 'kysely'
import type { Ingested, ScanBatch, ScannedProblem, ScannedTrack } from '#engine'
import { cleanText, searchText, sortKey } from './library-fold.ts'
import { nameAlbums, nameArtists, refreshAlbums } from './library-names.ts'
import { problemText } from './library-rows.ts'
import type { LibraryTrackTable } from './library-tables.ts'
import type { Tables } from './tables.ts'

export type IngestContext = {
  readonly transaction: Transaction<Tables>
  readonly householdId: HouseholdId
  readonly folderId: string
  readonly newId: () => string
  readonly now: number
}

export async function ingestBatch(context: IngestContext, batch: ScanBatch): Promise<Ingested> {
  await ownFolder(context)
  const tracks = batch.tracks.map(tidy)
  await keepCovers(context, tracks)
  const moved = await followMoves(context, tracks)
  const paths = tracks.map((track) => track.path)
  const before = await rowsAt(context, paths)
  await writeTracks(context, tracks, before)
  await clearProblems(context, paths)
  await writeProblems(context, batch.problems)
  return {
    added: tracks.length - before.size,
    changed: before.size - moved,
    moved,
    failed: batch.problems.length,
  }
}

async function ownFolder({ transaction, householdId, folderId }: IngestContext): Promise<void> {
  const folder = await transaction
    .selectFrom('library_folders')
    .select('id')
    .where('id', '=', folderId)
    .where('household_id', '=', householdId)
    .executeTakeFirst()
  if (!folder) throw new Error('The music folder of this batch is not known any more')
}

type TidyTrack = ScannedTrack & { readonly title: string }

function tidy(track: ScannedTrack): TidyTrack {
  const fileName = track.path.slice(track.path.lastIndexOf('/') + 1)
  return {
    ...track,
    title: cleanText(track.title) ?? cleanText(fileName.replace(/\.[^.]+$/, '')) ?? fileName,
    artist: cleanText(track.artist) ?? cleanText(track.albumArtist),
    album: cleanText(track.album),
    albumArtist: cleanText(track.albumArtist),
    genre: cleanText(track.genre),
  }
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

/** A file that is new here and equals one that is missing is that one: its row moves. */
async function followMoves(context: IngestContext, tracks: readonly TidyTrack[]): Promise<number> {
  const { transaction, householdId, folderId } = context
  if (tracks.length === 0) return 0
  const present = await rowsAt(
    context,
    tracks.map((track) => track.path),
  )
  const fresh = tracks.filter((track) => !present.has(track.path))
  if (fresh.length === 0) return 0
  const gone = await transaction
    .selectFrom('library_tracks')
    .select(['id', 'size_bytes', 'sample_hash'])
    .where('household_id', '=', householdId)
    .where('missing', '=', 1)
    .where('sample_hash', 'in', [...new Set(fresh.map((track) => track.sampleHash))])
    .orderBy('id')
    .execute()
  let moved = 0
  for (const track of fresh) {
    const at = gone.findIndex(
      (row) => row.size_bytes === track.sizeBytes && row.sample_hash === track.sampleHash,
    )
    const [row] = at < 0 ? [] : gone.splice(at, 1)
    if (!row) continue
    await transaction
      .updateTable('library_tracks')
      .set({ folder_id: folderId, path: track.path })
      .where('id', '=', row.id)
      .execute()
    moved += 1
  }
  return moved
}

type RowsByPath = ReadonlyMap<string, { readonly id: string; readonly albumId: string | null }>

async function rowsAt(
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

async function writeTracks(
  context: IngestContext,
  tracks: readonly TidyTrack[],
  former: RowsByPath,
): Promise<void> {
  if (tracks.length === 0) return
  const artists = await nameArtists(
    context,
    tracks.flatMap((track) => [track.artist, track.albumArtist]),
  )
  const albums = await nameAlbums(context, tracks)
  const rows = tracks.map((track): Insertable<LibraryTrackTable> => {
    const album = albums(track)
    return {
      id: former.get(track.path)?.id ?? context.newId(),
      household_id: context.householdId,
      folder_id: context.folderId,
      path: track.path,
      size_bytes: track.sizeBytes,
      mtime_ms: track.mtimeMs,
      sample_hash: track.sampleHash,
      title: track.title,
      artist: track.artist,
      artist_id: track.artist === null ? null : artists(track.artist),
      album: track.album,
      album_id: album,
      album_artist: track.albumArtist,
      disc_no: track.discNo,
      track_no: track.trackNo,
      year: track.year,
      genre: track.genre,
      duration_ms: track.durationMs,
      codec: track.codec,
      mime: track.mime,
      cover_id: track.cover?.coverId ?? null,
      missing: 0,
      added_at: context.now,
      title_key: sortKey(track.title),
      search_text: searchText(track.title, track.artist, track.album, track.albumArtist),
    }
  })
  await context.transaction
    .insertInto('library_tracks')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['folder_id', 'path']).doUpdateSet((row) => ({
        size_bytes: row.ref('excluded.size_bytes'),
        mtime_ms: row.ref('excluded.mtime_ms'),
        sample_hash: row.ref('excluded.sample_hash'),
        title: row.ref('excluded.title'),
        artist: row.ref('excluded.artist'),
        artist_id: row.ref('excluded.artist_id'),
        album: row.ref('excluded.album'),
        album_id: row.ref('excluded.album_id'),
        album_artist: row.ref('excluded.album_artist'),
        disc_no: row.ref('excluded.disc_no'),
        track_no: row.ref('excluded.track_no'),
        year: row.ref('excluded.year'),
        genre: row.ref('excluded.genre'),
        duration_ms: row.ref('excluded.duration_ms'),
        codec: row.ref('excluded.codec'),
        mime: row.ref('excluded.mime'),
        cover_id: row.ref('excluded.cover_id'),
        missing: row.ref('excluded.missing'),
        title_key: row.ref('excluded.title_key'),
        search_text: row.ref('excluded.search_text'),
      })),
    )
    .execute()
  const touched = [...rows.map((row) => row.album_id), ...[...former.values()].map((row) => row.albumId)]
  await refreshAlbums(context, touched)
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

/** A track whose file cannot be read any more is missing, until the file is mended. */
async function writeProblems(context: IngestContext, problems: readonly ScannedProblem[]): Promise<void> {
  if (problems.length === 0) return
  const paths = problems.map((problem) => problem.path)
  await clearProblems(context, paths)
  const { transaction, householdId, folderId, now } = context
  await transaction
    .updateTable('library_tracks')
    .set({ missing: 1 })
    .where('folder_id', '=', folderId)
    .where('path', 'in', paths)
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
        message: problemText(problem.code),
        seen_at: now,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
