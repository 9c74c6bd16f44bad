// What the routes answer, for the contract. Keys are our own; on the wire they are the door's words.
import {
  CommandId,
  CommandResult,
  DeviceId,
  DeviceView,
  Entry,
  EntryId,
  Instant,
  Millis,
  PlaylistEntry,
  PlaylistView,
  SessionView,
  TrackId,
  TrackSummary,
} from '@baton/protocol'
import { z } from 'zod'

export const ReceiptDocument = z.object({
  commandId: CommandId,
  seq: z.int(),
  revision: z.int(),
  changed: z.boolean().describe('False: everything was already as asked.'),
  result: CommandResult,
})

export const SessionDocument = SessionView.extend({
  seq: z.int(),
  epoch: z.string(),
  trackId: TrackId.nullable(),
  track: TrackSummary.nullable(),
  entryId: EntryId.nullable(),
  positionMs: Millis.describe('Where the track is at server_time.'),
  volume: z.int().describe('Of the active device.'),
  muted: z.boolean(),
  serverTime: Instant,
  fileUrl: z.string().optional().describe('Only for the device that may fetch it.'),
  nextFileUrl: z.string().optional(),
})
export const CommandAnswer = SessionDocument.extend({ receipt: ReceiptDocument })
export const ReportAnswer = ReceiptDocument.extend({ session: SessionDocument, serverTime: Instant })

export const QueueDocument = z.object({
  entries: z.array(Entry.extend({ idx: z.int().describe('Its place in the user’s order.') })),
  order: z.array(EntryId).nullable().describe('The order that plays, while shuffled.'),
  revision: z.int(),
  epoch: z.string(),
  seq: z.int(),
})

export const PlaylistDocument = PlaylistView.extend({
  playlistSeq: z.int().describe('The same as revision.'),
})
export const PlaylistTrack = PlaylistEntry.extend({
  number: z.int().min(1).describe('Its place in the list.'),
  missing: z.boolean().describe('Its file is not there at present: it is passed over when the list plays.'),
})
export const PlaylistPage = PlaylistDocument.extend({
  tracks: z.array(PlaylistTrack),
  epoch: z.string(),
  seq: z.int(),
})
export const PlaylistAnswer = z.object({ playlist: PlaylistDocument.nullable(), receipt: ReceiptDocument })

export const DeviceDocument = DeviceView.extend({
  deviceName: z.string(),
  devicePlatform: z.string().nullable(),
  active: z.boolean(),
})
export const RegisterAnswer = z.object({
  deviceId: DeviceId,
  device: DeviceDocument,
  receipt: ReceiptDocument,
  serverTime: Instant,
})
export const DeviceAnswer = z.object({ device: DeviceDocument.nullable(), receipt: ReceiptDocument })
export const HeartbeatAnswer = z.object({ serverTime: Instant, deviceId: DeviceId, online: z.literal(true) })
