import type { UploadId, UploadView } from '@baton/protocol'
import type { Incoming, IncomingShelf } from '../incoming/incoming.ts'

/** What is not finished by then is given up; what is finished is shown for this long. */
export const UPLOAD_KEPT_MS = 86_400_000

export interface Upload extends Incoming<UploadView> {
  /** The name of the folder that it was dropped with. */
  readonly folder: string | null
}

export type UploadShelf = IncomingShelf<UploadId, Upload>
