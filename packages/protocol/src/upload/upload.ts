import { z } from 'zod'
import { ErrorCode } from '../errors.ts'
import { PlaylistId, TrackId, UploadId, UserId } from '../values/ids.ts'
import { VisibleText } from '../values/text.ts'
import { Instant } from '../values/timeline.ts'

/** Of one household, those that are over and still shown among them. */
export const MAX_UPLOADS = 500
/** Of these, so many may be on their way at once. */
export const MAX_OPEN_UPLOADS = 200
/** No file is larger, whatever the hub is told to accept: one tebibyte. */
export const MAX_UPLOAD_BYTES = 2 ** 40
export const UPLOAD_CHUNK_BYTES = 1024 * 1024

/** What the file is called where it comes from: shown, and never a path. */
export const UploadFilename = VisibleText.max(255)
/** Of the whole file, in hex. */
export const Sha256 = z
  .string()
  .toLowerCase()
  .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits')

/**
 * `receiving`: bytes are missing. `checking`: all are there, and the hub looks at them and puts the file into the library.
 * `done`: the track is there. `failed`: `failure` says why, and nothing of the file is kept.
 */
export const UploadPhase = z.enum(['receiving', 'checking', 'done', 'failed'])
export type UploadPhase = z.infer<typeof UploadPhase>

export const UploadView = z.object({
  uploadId: UploadId,
  ownerId: UserId,
  filename: z.string(),
  sizeBytes: z.int().min(0),
  /** As the client announced it. */
  sha256: z.string().nullable(),
  /** Its track is added to this playlist. */
  playlistId: PlaylistId.nullable(),
  /** It is for a playlist that only its owner sees, and so is the upload. */
  isPrivate: z.boolean(),
  /** The file comes in numbered parts of this size, in any order; null: from front to back. */
  chunkBytes: z.int().min(1).nullable(),
  phase: UploadPhase,
  failure: ErrorCode.nullable(),
  trackId: TrackId.nullable(),
  /** The library had this file already: its track was taken, and nothing was kept twice. */
  isDuplicate: z.boolean(),
  createdAt: Instant,
  expiresAt: Instant,
  revision: z.int().min(1),
})
export type UploadView = Readonly<z.infer<typeof UploadView>>

export const UploadProgress = z.object({ uploadId: UploadId, receivedBytes: z.int().min(0) })
export type UploadProgress = Readonly<z.infer<typeof UploadProgress>>
