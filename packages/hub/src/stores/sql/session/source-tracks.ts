import type { HouseholdId, PlaylistId, TrackId, TrackSource, TrackSummary } from '@baton/protocol'
import { BY_ALBUM, ON_ITS_ALBUM } from '../library/rows/page-order.ts'
import type { Dialect } from '../runtime/dialect.ts'
import type { Question, Row, Statement } from '../runtime/script.ts'

/**
 * The tracks that a source stands for: named ones in the order they were named, as often as they were named; those of
 * an album or artist as they stand on it. Missing files and other households' tracks are left out.
 */
export function askTracks(
  dialect: Dialect,
  householdId: HouseholdId,
  source: TrackSource,
): Question<readonly TrackSummary[]> {
  if ('trackIds' in source) return askNamed(dialect, householdId, source.trackIds)
  if ('playlistId' in source) return askOfPlaylist(householdId, source.playlistId)
  const statement: Statement =
    'albumId' in source
      ? {
          sql: `${SELECT} and track.album_id = ? order by ${ON_ITS_ALBUM}`,
          parameters: [householdId, source.albumId],
        }
      : {
          sql: `${SELECT} and ${OF_ARTIST} order by ${BY_ALBUM}`,
          parameters: [householdId, source.artistId, source.artistId],
        }
  return {
    statement,
    answer: (rows) => (rows as readonly TrackRow[]).map(summary),
  }
}

const SELECT = `select track.id, track.title, track.artist, track.album, track.album_id, track.cover_id, track.duration_ms
  from library_tracks as track left join library_albums as album on album.id = track.album_id
  where track.household_id = ? and track.missing = 0`

/** A track belongs to each artist that it names, not to the first of them only, and to those whose album it is on. */
const OF_ARTIST = `track.id in (
  select track_id from library_track_artists where artist_id = ?
  union select part.id from library_album_artists as made
    join library_tracks as part on part.album_id = made.album_id where made.artist_id = ?)`

function askNamed(
  dialect: Dialect,
  householdId: HouseholdId,
  trackIds: readonly TrackId[],
): Question<readonly TrackSummary[]> {
  const statement: Statement = {
    sql: `${SELECT} and track.id in ${dialect.eachText}`,
    parameters: [householdId, JSON.stringify(trackIds)],
  }
  return {
    statement,
    answer: (rows) => {
      const found = new Map((rows as readonly TrackRow[]).map((row) => [row.id, summary(row)]))
      return trackIds.map((id) => found.get(id)).filter((track) => track !== undefined)
    },
  }
}

function askOfPlaylist(householdId: HouseholdId, playlistId: PlaylistId): Question<readonly TrackSummary[]> {
  return {
    statement: {
      sql: `select track.id, track.title, track.artist, track.album, track.album_id, track.cover_id, track.duration_ms
        from playlist_entry as entry
        join playlist on playlist.id = entry.playlist_id and playlist.household_id = ?
        join library_tracks as track on track.id = entry.track_id
        where entry.playlist_id = ? and track.household_id = ? and track.missing = 0 order by entry.rank`,
      parameters: [householdId, playlistId, householdId],
    },
    answer: (rows) => (rows as readonly TrackRow[]).map(summary),
  }
}

interface TrackRow extends Row {
  readonly id: TrackId
  readonly title: string
  readonly artist: string
  readonly album: string | null
  readonly album_id: TrackSummary['albumId']
  readonly cover_id: string | null
  readonly duration_ms: number
}

function summary(row: TrackRow): TrackSummary {
  return {
    trackId: row.id,
    title: row.title,
    artist: row.artist,
    album: row.album,
    albumId: row.album_id,
    coverId: row.cover_id,
    durationMs: row.duration_ms,
  }
}
