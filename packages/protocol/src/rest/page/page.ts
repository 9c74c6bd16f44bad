import { z } from 'zod'
import { AlbumId, ArtistId, DeviceId, EntryId, NameInPath, PlaylistId, TrackId } from '../../values/ids.ts'
import { event } from '../command-body.ts'
import { contract } from '../contract.ts'
import { pageEndpoints } from './endpoints.ts'

export const PageCommand = z.enum([
  'play',
  'pause',
  'stop',
  'next',
  'next_artist',
  'previous',
  'restart',
  'toggle_mute',
  'toggle_shuffle',
  'toggle_repeat_song',
  'volume_up',
  'volume_down',
  'splice',
  'enqueue',
  'remove',
])
export type PageCommand = z.infer<typeof PageCommand>

/** In the words of these pages, so the OpenAPI document leaves it out: docs/protocol/page.md. */
const told = { hidden: true, answer: null } as const

const window = {
  connection_id: z
    .string()
    .max(100)
    .optional()
    .describe('The window’s own, as `connect_response` told it. Missing: all windows of the sign-in.'),
}

export const PageCommandBody = z
  .strictObject({
    track_id: TrackId.optional(),
    album_id: AlbumId.optional(),
    artist_id: ArtistId.optional(),
    playlist_id: PlaylistId.optional(),
    entry_id: EntryId.optional(),
    ...window,
    ...event,
  })
  .default({})
export type PageCommandBody = Readonly<z.infer<typeof PageCommandBody>>

/** A page that shows one device of several, and keeps its loop alive by being there. */
export const pageContract = contract('pages', pageEndpoints, {
  registerClient: {
    summary: 'This window is there',
    scope: 'read',
    rate: 'read',
    body: z.strictObject({ ...window, user_agent: z.string().max(1_000).optional() }).default({}),
    ...told,
  },
  presence: {
    summary: 'Somebody is still in front of this window',
    scope: 'read',
    rate: 'read',
    body: z.strictObject(window).default({}),
    ...told,
  },
  selectDevice: {
    summary: 'Which device this window shows',
    scope: 'read',
    rate: 'read',
    body: z.strictObject({ device_id: DeviceId, ...window }),
    ...told,
  },
  status: {
    summary: 'The player, the song and the queue, as `player_status` tells them',
    scope: 'read',
    rate: 'read',
    query: z.object(window),
    ...told,
  },
  command: {
    summary: 'A button of the player',
    scope: 'control',
    // What it executes is counted.
    rate: null,
    params: z.object({ command: NameInPath }),
    body: PageCommandBody,
    ...told,
  },
})
