import { z } from 'zod'
import { DownloadId } from '../values/ids.ts'
import { DownloadView } from './download.ts'

export const DownloadEvent = z.discriminatedUnion('type', [
  /** It is new in the list, or is another one now. */
  z.object({ type: z.literal('download.changed'), download: DownloadView }),
  /** It was given up, or is shown no more. */
  z.object({ type: z.literal('download.removed'), downloadId: DownloadId }),
])
export type DownloadEvent = Readonly<z.infer<typeof DownloadEvent>>
