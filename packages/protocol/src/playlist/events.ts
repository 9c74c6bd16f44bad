import { z } from 'zod'
import { EntryId, PlaylistId } from '../values/ids.ts'
import { PlaylistDetails, PlaylistEntry, PlaylistView } from './playlist.ts'

/** What happened to one playlist, told in its own room. */
export const PlaylistEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('playlist.created'),
    playlist: PlaylistView,
    entries: z.array(PlaylistEntry),
  }),
  z.object({ type: z.literal('playlist.changed'), details: PlaylistDetails }),
  z.object({
    type: z.literal('playlist.tracks-added'),
    entries: z.array(PlaylistEntry),
    /** Where the first of them stands. */
    index: z.int().min(0),
  }),
  z.object({
    type: z.literal('playlist.tracks-removed'),
    entryIds: z.array(EntryId),
    /** The number that each of them had; missing in older logs. */
    numbers: z.array(z.int().min(1)).optional(),
  }),
  /** `index`: where it stands afterwards. */
  z.object({ type: z.literal('playlist.track-moved'), entryId: EntryId, index: z.int().min(0) }),
  z.object({ type: z.literal('playlist.reordered'), order: z.array(EntryId) }),
  /** It holds what its rules say now: these have left it, those are new behind the others, and all stand in this order. */
  z.object({
    type: z.literal('playlist.refreshed'),
    gone: z.array(EntryId),
    added: z.array(PlaylistEntry),
    /** Null: as they stand. */
    order: z.array(EntryId).nullable(),
  }),
  /** Another tag plays it now, or one less: the room of tags tells which. */
  z.object({ type: z.literal('playlist.tags-changed') }),
])
export type PlaylistEvent = Readonly<z.infer<typeof PlaylistEvent>>

/** What happened to the list of all playlists that one may see. */
export const PlaylistsEvent = z.discriminatedUnion('type', [
  /** It is new in the list, or is another one now. */
  z.object({ type: z.literal('playlists.listed'), playlist: PlaylistView }),
  /** It was deleted, or may no longer be seen. */
  z.object({ type: z.literal('playlists.unlisted'), playlistId: PlaylistId }),
])
export type PlaylistsEvent = Readonly<z.infer<typeof PlaylistsEvent>>
