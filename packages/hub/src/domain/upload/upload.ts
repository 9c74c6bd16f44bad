import type { UploadId, UploadView } from '@baton/protocol'
import type { Incoming, IncomingShelf } from '../incoming/incoming.ts'

export interface Upload extends Incoming<UploadView> {
  /** The name of the folder that it was dropped with. */
  readonly folder: string | null
}

export type UploadShelf = IncomingShelf<UploadId, Upload>
