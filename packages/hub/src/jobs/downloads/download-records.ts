import type {
  DownloadId,
  DownloadTags,
  DownloadView,
  ErrorCode,
  HouseholdId,
  PlaylistId,
  Rejection,
  TrackId,
} from '@baton/protocol'
import type { Principal } from '#engine'

/** A download as it is kept: what is shown of it, and what only the hub has to know. */
export interface StoredDownload {
  readonly view: DownloadView
  readonly place: string | null
}

/** What the hub tells a download that it works on. */
export type DownloadNews =
  | { readonly type: 'download.start' | 'download.fetch'; readonly downloadId: DownloadId }
  | { readonly type: 'download.found'; readonly downloadId: DownloadId; readonly tags: DownloadTags }
  | { readonly type: 'download.place'; readonly downloadId: DownloadId; readonly place: string }
  | {
      readonly type: 'download.finish'
      readonly downloadId: DownloadId
      readonly trackId: TrackId
      readonly isDuplicate: boolean
      readonly addTo: PlaylistId | null
    }
  | { readonly type: 'download.fail'; readonly downloadId: DownloadId; readonly code: ErrorCode }

/** What is kept of downloads, and the only way in which work on them changes it. */
export interface DownloadRecords {
  one(householdId: HouseholdId, downloadId: DownloadId): Promise<StoredDownload | null>
  /** Those that are on their way, in the order in which they were begun. */
  open(householdId: HouseholdId): Promise<readonly StoredDownload[]>
  seenBy(principal: Principal): Promise<readonly DownloadView[]>
  /** Null, or why it was refused. */
  tell(householdId: HouseholdId, news: DownloadNews): Promise<Rejection | null>
}
