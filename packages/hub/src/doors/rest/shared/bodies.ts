// The words of the REST door that are not the mechanical translation of our own: bodies as clients send them.
import {
  AlbumId,
  ArtistId,
  Capabilities,
  CommandId,
  DeviceId,
  DeviceKind,
  DisplayName,
  EntryId,
  MAX_ENQUEUE,
  MAX_NAME_LENGTH,
  MAX_PLAYLIST_LENGTH,
  Millis,
  OfferId,
  PlaylistDescription,
  PlaylistId,
  PlaylistPlace,
  PlaylistVisibility,
  RepeatMode,
  ReportKind,
  TrackId,
} from '@baton/protocol'
import { z } from 'zod'

export const event = {
  client_event_uuid: CommandId.optional().describe(
    'Chosen by the client: sent again with the same body it has no second effect. Also as the header Idempotency-Key.',
  ),
}

export const CommandBody = z.strictObject(event)
export const SeekBody = z.strictObject({ position_ms: Millis, ...event })
export const JumpBody = z.strictObject({ entry_id: EntryId, ...event })
export const EndedBody = z.strictObject({
  entry_id: EntryId.optional().describe('Without one it is about the current entry.'),
  failed: z.boolean().optional().describe('It could not be played.'),
  ...event,
})
export const OptionsBody = z.strictObject({
  shuffle: z.boolean().optional(),
  repeat_mode: RepeatMode.optional(),
  ...event,
})
export const VolumeBody = z.strictObject({
  volume: z.int().min(0).max(100).optional(),
  muted: z.boolean().optional(),
  device_uuid: DeviceId.optional().describe('Without one it is about the active device.'),
  ...event,
})
export const SpeakerBody = z.strictObject({
  device_uuid: DeviceId,
  now: z
    .boolean()
    .optional()
    .describe('Move although the sounding device cannot be reached: for a short while both may be heard.'),
  ...event,
})
export const LikeBody = z.strictObject({ liked: z.boolean().optional(), ...event })

const source = {
  track_ids: z.array(TrackId).min(1).max(MAX_ENQUEUE).optional(),
  album_id: AlbumId.optional(),
  artist_id: ArtistId.optional(),
  playlist_id: PlaylistId.optional(),
}
type Source = { readonly [Name in keyof typeof source]?: unknown }

function sources({ track_ids, album_id, artist_id, playlist_id }: Source): number {
  return [track_ids, album_id, artist_id, playlist_id].filter((one) => one !== undefined).length
}

export const EnqueueBody = z
  .strictObject({
    ...source,
    at: z
      .union([z.enum(['end', 'next', 'now']), z.strictObject({ after: EntryId.nullable() })])
      .default('end')
      .describe('Behind a named entry: `{"after": entry_id}`; in front of all: `{"after": null}`.'),
    ...event,
  })
  .refine((body) => sources(body) === 1, {
    message: 'exactly one of track_ids, album_id, artist_id and playlist_id is needed',
  })
export const MoveBody = z.strictObject({ after: EntryId.nullable(), ...event })
export const RemoveBody = z.strictObject({ entry_ids: z.array(EntryId).min(1).max(MAX_ENQUEUE), ...event })

const named = {
  title: DisplayName,
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

export const NewPlaylistBody = z
  .strictObject({ ...named, ...source, ...event })
  .refine((body) => sources(body) <= 1, { message: 'names more than one source' })
export const SaveQueueBody = z.strictObject({ ...named, ...event })
export const ChangePlaylistBody = z.strictObject({
  title: named.title.optional(),
  description: named.description,
  visibility: named.visibility,
  ...seen,
  ...event,
})
export const AddTracksBody = z
  .strictObject({
    ...source,
    at: z.int().min(1).max(MAX_PLAYLIST_LENGTH).optional().describe('The number that the first one gets.'),
    ...seen,
    ...event,
  })
  .refine((body) => sources(body) === 1, {
    message: 'exactly one of track_ids, album_id, artist_id and playlist_id is needed',
  })
export const RemoveTracksBody = z.strictObject({ tracks: places, ...seen, ...event })
export const MoveTrackBody = z.strictObject({
  track: PlaylistPlace,
  after: PlaylistPlace.nullable().describe('Null: to the front.'),
  ...seen,
  ...event,
})
export const ReorderBody = z.strictObject({ track_order: places, ...seen, ...event })
export const StartBody = z.strictObject({ track: PlaylistPlace.optional(), ...event })
export const RestoreBody = z.strictObject({ ...seen, ...event })

export const RegisterBody = z.strictObject({
  device_uuid: DeviceId.optional().describe('The id that this device was given before.'),
  device_name: DisplayName,
  device_platform: z.string().trim().max(MAX_NAME_LENGTH).optional(),
  kind: DeviceKind.optional(),
  capabilities: Capabilities.partial().optional(),
  ...event,
})
export const HeartbeatBody = z.strictObject({
  capabilities: Capabilities.partial().optional(),
  device_uuid: DeviceId.optional().describe('Not looked at: the sign-in says which device speaks.'),
  ...event,
})
export const DeviceBody = z.strictObject({
  device_name: DisplayName.optional(),
  enabled: z.boolean().optional(),
  capabilities: Capabilities.partial().optional(),
  ...event,
})
export const ReportBody = z.strictObject({
  n: z.int().min(1).describe('Grows with each report of the device; an older one is not heard again.'),
  epoch: z.int().min(0).describe('The speaker epoch that the device knows.'),
  offer_id: OfferId.nullish(),
  entry_id: EntryId.nullish(),
  next_entry_id: EntryId.nullish(),
  event: ReportKind,
  position_ms: Millis,
  age_ms: z.int().min(0).max(86_400_000).optional().describe('How long ago that was true.'),
  ...event,
})
