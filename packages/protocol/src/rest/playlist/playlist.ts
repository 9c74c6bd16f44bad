import { z } from 'zod'
import { PlaylistDescription, PlaylistNumbers } from '../../playlist/commands.ts'
import {
  PlaylistCover,
  PlaylistEntry,
  PlaylistPlace,
  PlaylistTitle,
  PlaylistView,
  PlaylistVisibility,
} from '../../playlist/playlist.ts'
import { MAX_PLAYLIST_LENGTH } from '../../playlist/playlist-limits.ts'
import { SmartRules } from '../../playlist/smart-rules.ts'
import { PlaylistId } from '../../values/ids.ts'
import { queryNumber } from '../../values/query-number.ts'
import { CommandBody, event } from '../command-body.ts'
import { contract } from '../contract.ts'
import { AcceptedReceipt, CommandAnswer } from '../session/documents.ts'
import { inSession } from '../session/in-session.ts'
import { namesOneSource, namesOneSourceAtMost, ONE_SOURCE, source } from '../source-fields.ts'
import { playlistEndpoints } from './endpoints.ts'

/** A playlist as lists of playlists show it. */
export const PlaylistHead = PlaylistView.extend({
  playlistSeq: z.int().describe('The same as revision.'),
})
export type PlaylistHead = Readonly<z.infer<typeof PlaylistHead>>

export const PlaylistTrack = PlaylistEntry.extend({
  number: z.int().min(1).describe('Its place in the list.'),
  missing: z.boolean().describe('Its file is not there at present: it is passed over when the list plays.'),
})
export type PlaylistTrack = Readonly<z.infer<typeof PlaylistTrack>>

/** A playlist as it is read at once, with its tracks. */
export const PlaylistDocument = PlaylistHead.extend({
  tracks: z.array(PlaylistTrack),
  epoch: z.string(),
  seq: z.int(),
})
export type PlaylistDocument = Readonly<z.infer<typeof PlaylistDocument>>

export const PlaylistAnswer = z.object({ playlist: PlaylistHead.nullable(), receipt: AcceptedReceipt })
export type PlaylistAnswer = Readonly<z.infer<typeof PlaylistAnswer>>

export const PlaylistsQuery = z.strictObject({
  limit: queryNumber(z.int().min(1).max(200).default(50)),
  cursor: z.string().min(1).max(2_000).optional(),
})
export type PlaylistsQuery = Readonly<z.infer<typeof PlaylistsQuery>>

const params = z.object({ id: PlaylistId })
const named = {
  title: PlaylistTitle,
  description: PlaylistDescription.optional(),
  visibility: PlaylistVisibility.optional().describe(
    '`private`: only you. `household`: everybody, also to edit.',
  ),
}
const seen = {
  playlist_seq: z
    .int()
    .min(0)
    .optional()
    .describe('Refused with `playlist.changed` if the playlist is another one since then.'),
}
const places = z
  .array(PlaylistPlace)
  .min(1)
  .max(MAX_PLAYLIST_LENGTH)
  .describe('Entries by their ids or by their numbers, which begin with 1.')

const reading = { scope: 'read', rate: 'read' } as const
const fresh = { answer: PlaylistAnswer, status: 201 } as const
const change = { params, answer: PlaylistAnswer } as const

export const playlistContract = contract('playlists', playlistEndpoints, {
  list: {
    summary: 'Playlists that you may see, by title',
    ...reading,
    query: PlaylistsQuery,
    answer: z.object({ items: z.array(PlaylistHead), nextCursor: z.string().nullable() }),
  },
  create: {
    summary: 'A new playlist, empty, of some music, or by rules',
    command: 'playlist.create',
    ...fresh,
    body: z
      .strictObject({
        ...named,
        ...source,
        rules: SmartRules.optional().describe('What it holds follows from these: it takes no source then.'),
        ...event,
      })
      .refine(namesOneSourceAtMost, { message: 'names more than one source' }),
  },
  saveQueue: {
    summary: 'A new playlist of what stands in the queue',
    command: 'playlist.save-queue',
    ...fresh,
    body: z.strictObject({ ...named, ...event }),
  },
  read: { summary: 'A playlist', ...reading, params, answer: PlaylistDocument },
  change: {
    summary: 'Rename it, describe it, say who sees it, what stands for it and what rules it follows',
    command: 'playlist.change',
    ...change,
    body: z.strictObject({
      title: named.title.optional(),
      description: named.description,
      visibility: named.visibility,
      cover: PlaylistCover.nullable()
        .optional()
        .describe(
          'The entry whose picture stands for the whole, or the `cover_id` of a picture. Null: those of the first tracks do.',
        ),
      rules: SmartRules.nullable()
        .optional()
        .describe('Null: it keeps what it holds, and follows no rules any more.'),
      ...seen,
      ...event,
    }),
  },
  delete: {
    summary: 'Delete it; it can be restored for 30 days',
    command: 'playlist.delete',
    ...change,
    body: CommandBody.optional(),
  },
  restore: {
    summary: 'Bring a deleted playlist back',
    command: 'playlist.restore',
    ...change,
    body: z.strictObject({ ...seen, ...event }).default({}),
  },
  add: {
    summary: 'Add tracks, an album, an artist or a playlist',
    command: 'playlist.add',
    ...change,
    body: z
      .strictObject({
        ...source,
        at: z
          .int()
          .min(1)
          .max(MAX_PLAYLIST_LENGTH)
          .optional()
          .describe('The number that the first one gets.'),
        ...seen,
        ...event,
      })
      .refine(namesOneSource, ONE_SOURCE),
  },
  remove: {
    summary: 'Remove entries',
    command: 'playlist.remove',
    ...change,
    body: z.strictObject({ tracks: places, ...seen, ...event }),
  },
  move: {
    summary: 'Move an entry behind another',
    command: 'playlist.move',
    ...change,
    body: z.strictObject({
      track: PlaylistPlace,
      after: PlaylistPlace.nullable().describe('Null: to the front.'),
      ...seen,
      ...event,
    }),
  },
  reorder: {
    summary: 'Put all entries into another order',
    command: 'playlist.reorder',
    ...change,
    body: z.strictObject({ track_order: places, ...seen, ...event }),
  },
  moveTo: {
    summary: 'Move entries to another playlist',
    command: 'playlist.move-to',
    ...change,
    body: z.strictObject({
      tracks: places,
      target_playlist_id: PlaylistId,
      at: PlaylistNumbers.optional().describe(
        'The numbers that they get there. Where fewer are named, the others follow. Missing: behind the last.',
      ),
      ...seen,
      ...event,
    }),
  },
  start: {
    summary: 'Play it instead of the queue',
    command: 'queue.start-playlist',
    ...change,
    body: z.strictObject({ track: PlaylistPlace.optional(), ...inSession, ...event }).default({}),
    answer: CommandAnswer,
  },
})
