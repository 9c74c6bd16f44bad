import type { AlbumId, ArtistId, PlaylistId, TrackId, TrackSource } from '@baton/protocol'

interface SourceFields {
  readonly track_ids?: TrackId[] | undefined
  readonly album_id?: AlbumId | undefined
  readonly artist_id?: ArtistId | undefined
  readonly playlist_id?: PlaylistId | undefined
}

/** Where tracks come from, as bodies name it; undefined where they name nothing. */
export function sourceOf({
  track_ids,
  album_id,
  artist_id,
  playlist_id,
}: SourceFields): TrackSource | undefined {
  if (album_id) return { albumId: album_id }
  if (artist_id) return { artistId: artist_id }
  if (playlist_id) return { playlistId: playlist_id }
  return track_ids && { trackIds: track_ids }
}
