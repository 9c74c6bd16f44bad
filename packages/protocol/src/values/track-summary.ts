import { z } from 'zod'
import { AlbumId, TrackId } from './ids.ts'
import { Millis } from './timeline.ts'

/** What a queue remembers of a track, so that it can be shown when the library is away. */
export const TrackSummary = z.object({
  trackId: TrackId,
  title: z.string(),
  artist: z.string().nullable(),
  album: z.string().nullable(),
  albumId: AlbumId.nullable(),
  coverId: z.string().nullable(),
  durationMs: Millis.nullable(),
})
export type TrackSummary = Readonly<z.infer<typeof TrackSummary>>
