import type { TrackSource } from '../values/track-source.ts'

/** Where tracks come from, as bodies name it. */
export function sourceWords(source: TrackSource) {
  if ('trackIds' in source) return { track_ids: source.trackIds }
  if ('albumId' in source) return { album_id: source.albumId }
  if ('artistId' in source) return { artist_id: source.artistId }
  return { playlist_id: source.playlistId }
}
