import { z } from 'zod'
import { DownloadId, PlaylistId } from '../values/ids.ts'
import { DownloadFormat, DownloadTags, DownloadUrl } from './download.ts'

export const DownloadCommand = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('download.begin'),
    url: DownloadUrl,
    format: DownloadFormat.optional(),
    playlistId: PlaylistId.optional(),
    /** It waits until its tags were looked at. */
    asksFirst: z.boolean().optional(),
  }),
  /** Corrects its tags, as long as its file is not made; what waits for that goes on. */
  z.strictObject({ type: z.literal('download.describe'), downloadId: DownloadId, tags: DownloadTags }),
  /** Begins one that failed once more. */
  z.strictObject({ type: z.literal('download.retry'), downloadId: DownloadId }),
  /** Gives up one that is on its way, or takes one that is over from the list. */
  z.strictObject({ type: z.literal('download.cancel'), downloadId: DownloadId }),
])
export type DownloadCommand = Readonly<z.infer<typeof DownloadCommand>>
