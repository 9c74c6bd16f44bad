// What programs of a music box ask for, by socket and by HTTP alike: a name, and what it takes.
import { z } from 'zod'
import { PlaylistDescription } from '../../playlist/commands.ts'
import { PlaylistTitle } from '../../playlist/playlist.ts'
import { MAX_PLAYLIST_LENGTH } from '../../playlist/playlist-limits.ts'
import { QueuePlace } from '../../session/commands.ts'
import { PlaylistId, TrackId } from '../../values/ids.ts'
import { Millis } from '../../values/timeline.ts'
import { MAX_ENQUEUE } from '../../values/track-source.ts'

export const TrackNumber = z.int().min(1).max(MAX_PLAYLIST_LENGTH)
const TrackNumbers = z.array(TrackNumber).min(1).max(MAX_PLAYLIST_LENGTH)
const TrackIds = z.array(TrackId).min(1).max(MAX_ENQUEUE)
const about = { playlist_id: PlaylistId }

/** Beside its `client_op_id`. Fields that an operation does not know are passed over. */
export const OPERATION_PAYLOADS = {
  'playlist.create': z.object({ title: PlaylistTitle, description: PlaylistDescription.nullish() }),
  'playlist.update': z.object({
    ...about,
    title: PlaylistTitle.optional(),
    description: PlaylistDescription.nullish(),
  }),
  'playlist.delete': z.object(about),
  'playlist.reorder': z.object({ ...about, track_order: TrackNumbers }),
  'playlist.add_tracks': z.object({ ...about, track_ids: TrackIds, at: TrackNumber.optional() }),
  'playlist.remove_tracks': z.object({ ...about, track_numbers: TrackNumbers }),
  'playlist.move_track': z.object({
    source_playlist_id: PlaylistId,
    target_playlist_id: PlaylistId,
    track_number: TrackNumber,
    target_position: TrackNumber.nullish(),
  }),
  'playlist.start': z.object({ ...about, track_number: TrackNumber.nullish() }),
  'player.play': z.object({}),
  'player.pause': z.object({}),
  'player.toggle': z.object({}),
  'player.stop': z.object({}),
  'player.next': z.object({}),
  'player.previous': z.object({}),
  'player.seek': z.object({ position_ms: Millis }),
  'player.volume': z.object({ volume: z.int().min(0).max(100) }),
  'queue.add': z
    .object({
      track_ids: TrackIds.optional(),
      playlist_id: PlaylistId.optional(),
      at: QueuePlace.default('end'),
    })
    .refine(
      ({ track_ids, playlist_id }) => (track_ids === undefined) !== (playlist_id === undefined),
      'names either track_ids or playlist_id',
    ),
} as const
export type OperationName = keyof typeof OPERATION_PAYLOADS
export type OperationPayload<Name extends OperationName> = z.output<(typeof OPERATION_PAYLOADS)[Name]>
