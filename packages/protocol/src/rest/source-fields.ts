import { z } from 'zod'
import { AlbumId, ArtistId, PlaylistId, TrackId } from '../values/ids.ts'
import { MAX_ENQUEUE } from '../values/track-source.ts'

/** The fields of a body that name where tracks come from: each names one source. */
export const source = {
  track_ids: z.array(TrackId).min(1).max(MAX_ENQUEUE).optional(),
  album_id: AlbumId.optional(),
  artist_id: ArtistId.optional(),
  playlist_id: PlaylistId.optional(),
}
type Source = { readonly [Name in keyof typeof source]?: unknown }

export function namesOneSource(body: Source): boolean {
  return sourcesIn(body) === 1
}

export function namesOneSourceAtMost(body: Source): boolean {
  return sourcesIn(body) <= 1
}

function sourcesIn({ track_ids, album_id, artist_id, playlist_id }: Source): number {
  return [track_ids, album_id, artist_id, playlist_id].filter((one) => one !== undefined).length
}

export const ONE_SOURCE = {
  message: 'exactly one of track_ids, album_id, artist_id and playlist_id is needed',
}
