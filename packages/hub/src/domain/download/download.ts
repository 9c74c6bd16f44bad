import type { DownloadId, DownloadView } from '@baton/protocol'
import type { Incoming, IncomingShelf } from '../incoming/incoming.ts'

export interface Download extends Incoming<DownloadView> {
  /** Somebody corrected its tags: what the page says of itself counts no more. */
  readonly isDescribed: boolean
}

export type DownloadShelf = IncomingShelf<DownloadId, Download>
