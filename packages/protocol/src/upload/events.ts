import { z } from 'zod'
import { UploadId } from '../values/ids.ts'
import { UploadView } from './upload.ts'

export const UploadEvent = z.discriminatedUnion('type', [
  /** It is new in the list, or is another one now. */
  z.object({ type: z.literal('upload.changed'), upload: UploadView }),
  /** It was given up, or is shown no more. */
  z.object({ type: z.literal('upload.removed'), uploadId: UploadId }),
])
export type UploadEvent = Readonly<z.infer<typeof UploadEvent>>
