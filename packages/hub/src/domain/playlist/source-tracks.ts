import { type Rejection, rejection, type TrackSource, type TrackSummary, type UserId } from '@baton/protocol'
import { maySeePlaylist, type Playlist } from './playlist.ts'

/** Why nothing can be added from this source, or null: one unknown track refuses all of them. */
export function missingFrom(
  source: TrackSource,
  tracks: readonly TrackSummary[] | null,
  playlist: Playlist | null,
  userId: UserId,
): Rejection | null {
  const found = tracks ?? []
  if ('albumId' in source) return found.length > 0 ? null : rejection('library.album-not-found')
  if ('artistId' in source) return found.length > 0 ? null : rejection('library.artist-not-found')
  if ('playlistId' in source) return missingFromPlaylist(found, playlist, userId)
  const known = new Set<string>(found.map((track) => track.trackId))
  const unknown = source.trackIds.filter((id) => !known.has(id))
  return unknown.length > 0 ? rejection('library.track-not-found', { track_ids: unknown.slice(0, 10) }) : null
}

function missingFromPlaylist(
  found: readonly TrackSummary[],
  playlist: Playlist | null,
  userId: UserId,
): Rejection | null {
  const isThere = playlist?.view.deletedAt === null && maySeePlaylist(playlist.view, userId)
  if (!isThere) return rejection('playlist.not-found')
  return found.length > 0 ? null : rejection('playlist.nothing-playable')
}
