import { z } from 'zod'
import { AlbumId, ArtistId, PlaylistId, TrackId } from './ids.ts'

export const MAX_ENQUEUE = 1_000

/** What can be added to a queue or a playlist. */
export const TrackSource = z.union([
  z.strictObject({ trackIds: z.array(TrackId).min(1).max(MAX_ENQUEUE) }),
  z.strictObject({ albumId: AlbumId }),
  z.strictObject({ artistId: ArtistId }),
  z.strictObject({ playlistId: PlaylistId }),
])
export type TrackSource = Readonly<z.infer<typeof TrackSource>>
