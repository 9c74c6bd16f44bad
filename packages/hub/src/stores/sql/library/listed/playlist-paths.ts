import type { HouseholdId, PlaylistId, TrackId } from '@baton/protocol'
import type { Kysely } from 'kysely'
import type { ListedFile } from '#engine'
import type { Tables } from '../../tables/tables.ts'

/** Where the files of the playlist's tracks lie or, of missing ones, lay. */
export async function playlistPaths(
  db: Kysely<Tables>,
  householdId: HouseholdId,
  playlistId: PlaylistId,
): Promise<readonly ListedFile[]> {
  const rows = await db
    .selectFrom('playlist_entry as entry')
    .innerJoin('playlist', 'playlist.id', 'entry.playlist_id')
    .innerJoin('library_tracks as track', 'track.id', 'entry.track_id')
    .select(['track.id', 'track.path', 'track.mb_track_id'])
    .distinct()
    .where('playlist.household_id', '=', householdId)
    .where('track.household_id', '=', householdId)
    .where('entry.playlist_id', '=', playlistId)
    .execute()
  return rows.map((row) => ({ trackId: row.id as TrackId, path: row.path, recordingId: row.mb_track_id }))
}
