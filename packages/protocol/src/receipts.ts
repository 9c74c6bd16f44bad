import { z } from 'zod'
import { ErrorCode } from './errors.ts'
import { TagScanned } from './tag/tag.ts'
import {
  CommandId,
  DeviceId,
  DownloadId,
  EntryId,
  LinkingId,
  OfferId,
  PlaylistId,
  UploadId,
} from './values/ids.ts'

/** What an accepted command gave back beside its numbers. */
export const CommandResult = z.object({
  deviceId: DeviceId.optional(),
  entryIds: z.array(EntryId).optional(),
  offerId: OfferId.optional(),
  liked: z.boolean().optional(),
  playlistId: PlaylistId.optional(),
  uploadId: UploadId.optional(),
  linkingId: LinkingId.optional(),
  scanned: TagScanned.optional(),
  downloadId: DownloadId.optional(),
})
export type CommandResult = Readonly<z.infer<typeof CommandResult>>

/** The stored outcome of a command. The same command id gives the same receipt and has no second effect. */
export const Receipt = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('accepted'),
    commandId: CommandId,
    /** The log's number after the command. */
    seq: z.int().min(0),
    revision: z.int().min(0),
    /** False: everything was already as asked, and nothing was written. */
    changed: z.boolean(),
    result: CommandResult,
  }),
  z.object({
    outcome: z.literal('rejected'),
    commandId: CommandId,
    code: ErrorCode,
    message: z.string(),
    details: z.record(z.string(), z.json()).optional(),
  }),
])
export type Receipt = Readonly<z.infer<typeof Receipt>>
