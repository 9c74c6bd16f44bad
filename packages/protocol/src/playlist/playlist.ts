import { z } from 'zod'
import { CoverId, EntryId, PlaylistId, UserId } from '../values/ids.ts'
import { VisibleText } from '../values/text.ts'
import { Instant, Millis } from '../values/timeline.ts'
import { TrackSummary } from '../values/track-summary.ts'
import { FollowedFile } from './followed-file.ts'
import { MAX_PLAYLIST_LENGTH, MAX_PLAYLIST_TITLE_LENGTH } from './playlist-limits.ts'
import { SmartRules } from './smart-rules.ts'

/** What people call a playlist, as a command gives it. */
export const PlaylistTitle = VisibleText.max(MAX_PLAYLIST_TITLE_LENGTH)

/** `private`: there for its owner alone. `household`: everybody sees and edits it. */
export const PlaylistVisibility = z.enum(['private', 'household'])
export type PlaylistVisibility = z.infer<typeof PlaylistVisibility>

/** One place in a playlist. The same track may stand in it twice, as two entries. */
export const PlaylistEntry = TrackSummary.extend({ entryId: EntryId, addedAt: Instant })
export type PlaylistEntry = Readonly<z.infer<typeof PlaylistEntry>>

/** A playlist, less its entries: what lists of playlists show. */
export const PlaylistView = z.object({
  playlistId: PlaylistId,
  ownerId: UserId,
  title: z.string(),
  description: z.string(),
  visibility: PlaylistVisibility,
  /** On the wire also `playlist_seq`: one more with each command that changed it. */
  revision: z.int().min(0),
  trackCount: z.int().min(0),
  /** Of the tracks whose length is known. */
  durationMs: Millis,
  /** The one that was chosen, else of the first few tracks: for a picture of the whole. */
  coverIds: z.array(z.string()).readonly(),
  /** There only where one was chosen. */
  coverId: z.string().optional(),
  createdAt: Instant,
  updatedAt: Instant,
  /** Since when it is deleted; until it is forgotten it can be restored. */
  deletedAt: Instant.nullable(),
  /** There only where it follows a file, and is changed by nobody. */
  file: FollowedFile.optional(),
  /** There only where its entries follow from them: a smart playlist. */
  rules: SmartRules.optional(),
})
export type PlaylistView = Readonly<z.infer<typeof PlaylistView>>

/** What an event sets anew in a playlist: fields that are missing stay as they were. */
export const PlaylistDetails = PlaylistView.pick({
  title: true,
  description: true,
  visibility: true,
  deletedAt: true,
  file: true,
  coverIds: true,
})
  .partial()
  .extend({
    /** Null: none is chosen any more. */
    coverId: z.string().nullable().optional(),
    /** Null: it follows no rules any more. */
    rules: SmartRules.nullable().optional(),
  })
export type PlaylistDetails = Readonly<z.infer<typeof PlaylistDetails>>

/** An entry by its id, or by its number in the list, which begins with 1. */
export const PlaylistPlace = z.union([EntryId, z.int().min(1).max(MAX_PLAYLIST_LENGTH)])
export type PlaylistPlace = z.infer<typeof PlaylistPlace>

/** What stands for a playlist as its picture: that of an entry, or one that the household has, by its id. */
export const PlaylistCover = z.union([PlaylistPlace, CoverId])
export type PlaylistCover = z.infer<typeof PlaylistCover>

export function isCoverId(cover: PlaylistCover | null | undefined): cover is CoverId {
  return CoverId.safeParse(cover).success
}
