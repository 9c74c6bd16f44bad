import { z } from 'zod'
import { PlaylistId, UploadId } from '../values/ids.ts'
import { VisibleText } from '../values/text.ts'
import { MAX_UPLOAD_BYTES, Sha256, UPLOAD_CHUNK_BYTES, UploadFilename } from './upload.ts'

/** What is said of a file before its bytes travel. */
export const uploadFields = {
  filename: UploadFilename,
  sizeBytes: z.int().min(1).max(MAX_UPLOAD_BYTES),
  sha256: Sha256.optional(),
  playlistId: PlaylistId.optional(),
  /** The name of the folder that it was dropped with: keeps the files of an album together that names no album artist. */
  folder: VisibleText.max(255).optional(),
  /** Given: the file comes in numbered parts of this size. */
  chunkBytes: z
    .int()
    .min(64 * 1024)
    .max(16 * UPLOAD_CHUNK_BYTES)
    .optional(),
}

export const UploadCommand = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('upload.begin'), ...uploadFields }),
  /** Gives up one that is on its way, or takes one that is over from the list. */
  z.strictObject({ type: z.literal('upload.cancel'), uploadId: UploadId }),
])
export type UploadCommand = Readonly<z.infer<typeof UploadCommand>>
