import { z } from 'zod'
import { PlaylistId, SessionId } from '../values/ids.ts'
import { TrackSource } from '../values/track-source.ts'
import { PlaylistCover, PlaylistPlace, PlaylistTitle, PlaylistVisibility } from './playlist.ts'
import { MAX_DESCRIPTION_LENGTH, MAX_PLAYLIST_LENGTH } from './playlist-limits.ts'
import { SmartRules } from './smart-rules.ts'

/** May have several lines; otherwise as a name. Nothing at all takes the description away. */
export const PlaylistDescription = z
  .string()
  .trim()
  .max(MAX_DESCRIPTION_LENGTH)
  .regex(/^(?:[^\p{Cc}\u202A-\u202E\u2066-\u2069]|\n)*$/u, 'must not contain control characters')
  .refine((text) => text.isWellFormed(), 'must be well-formed text')

const about = {
  playlistId: PlaylistId,
  /** Given, the command is refused if the playlist has changed since: for those that name places by number. */
  ifRevision: z.int().min(0).optional(),
}
const named = {
  title: PlaylistTitle,
  description: PlaylistDescription.optional(),
  visibility: PlaylistVisibility.optional(),
}
/**
 * The numbers that entries get, one after the other. Where fewer are named than entries come, each of the others stands
 * behind the one before it; missing: behind the last.
 */
export const PlaylistNumbers = z
  .array(z.int().min(1).max(MAX_PLAYLIST_LENGTH))
  .min(1)
  .max(MAX_PLAYLIST_LENGTH)
const Places = z.array(PlaylistPlace).min(1).max(MAX_PLAYLIST_LENGTH)

export const PlaylistCommand = z.discriminatedUnion('type', [
  /** With rules it is a smart one, and takes no source. */
  z.strictObject({
    type: z.literal('playlist.create'),
    ...named,
    source: TrackSource.optional(),
    rules: SmartRules.optional(),
  }),
  /** A new playlist of what stands in the queue, in the order that plays. */
  z.strictObject({ type: z.literal('playlist.save-queue'), sessionId: SessionId, ...named }),
  z.strictObject({
    type: z.literal('playlist.change'),
    ...about,
    title: PlaylistTitle.optional(),
    description: PlaylistDescription.optional(),
    visibility: PlaylistVisibility.optional(),
    /** The entry whose picture stands for the whole, or a picture of the household; null: those of the first tracks. */
    cover: PlaylistCover.nullable().optional(),
    /** Null: it keeps what it holds, and follows no rules any more. */
    rules: SmartRules.nullable().optional(),
  }),
  z.strictObject({ type: z.literal('playlist.delete'), ...about }),
  z.strictObject({ type: z.literal('playlist.restore'), ...about }),
  z.strictObject({
    type: z.literal('playlist.add'),
    ...about,
    source: TrackSource,
    /** The number that the first of them gets; missing: behind the last. */
    at: z.int().min(1).max(MAX_PLAYLIST_LENGTH).optional(),
  }),
  z.strictObject({ type: z.literal('playlist.remove'), ...about, places: Places }),
  z.strictObject({
    type: z.literal('playlist.move'),
    ...about,
    place: PlaylistPlace,
    /** The place to stand behind; null: to the front. */
    after: PlaylistPlace.nullable(),
  }),
  z.strictObject({ type: z.literal('playlist.reorder'), ...about, order: Places }),
  /** Entries leave this playlist for another one, as they are, in the named order. */
  z.strictObject({
    type: z.literal('playlist.move-to'),
    ...about,
    places: Places,
    targetId: PlaylistId,
    at: PlaylistNumbers.optional(),
  }),
])
export type PlaylistCommand = Readonly<z.infer<typeof PlaylistCommand>>
