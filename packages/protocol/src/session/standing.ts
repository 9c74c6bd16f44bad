import { z } from 'zod'
import { EntryId, TrackId } from '../values/ids.ts'
import { Millis } from '../values/timeline.ts'
import { Listened, PlayState } from './session.ts'

/** A box plays no more than this by itself. */
export const MAX_ALONE = 200

/** Where a box stands that was cut off: its entries in the order in which they play, and its place among them. */
export const Standing = z.strictObject({
  entries: z
    .array(z.strictObject({ entryId: EntryId, trackId: TrackId }))
    .min(1)
    .max(MAX_ALONE),
  /** The current one, by its id. */
  entryId: EntryId,
  positionMs: Millis,
  /** How long ago that was true. */
  ageMs: z.int().min(0).max(86_400_000),
  playState: PlayState,
  /** Of the current entry. */
  listened: Listened,
})
export type Standing = Readonly<z.infer<typeof Standing>>
