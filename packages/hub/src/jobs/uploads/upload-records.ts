import type {
  ErrorCode,
  HouseholdId,
  PlaylistId,
  Rejection,
  TrackId,
  UploadId,
  UploadView,
} from '@baton/protocol'
import type { Principal } from '#engine'

/** An upload as it is kept: what is shown of it, and what only the hub has to know. */
export interface StoredUpload {
  readonly view: UploadView
  readonly folder: string | null
  readonly place: string | null
}

/** What the hub tells an upload that it works on. */
export type UploadNews =
  | { readonly type: 'upload.arrive'; readonly uploadId: UploadId }
  | { readonly type: 'upload.place'; readonly uploadId: UploadId; readonly place: string }
  | {
      readonly type: 'upload.finish'
      readonly uploadId: UploadId
      readonly trackId: TrackId
      readonly isDuplicate: boolean
      readonly addTo: PlaylistId | null
    }
  | { readonly type: 'upload.fail'; readonly uploadId: UploadId; readonly code: ErrorCode }
  | { readonly type: 'upload.cancel'; readonly uploadId: UploadId }

/** What is kept of uploads, and the only way in which work on them changes it. */
export interface UploadRecords {
  one(householdId: HouseholdId, uploadId: UploadId): Promise<StoredUpload | null>
  /** Those that are on their way. */
  open(householdId: HouseholdId): Promise<readonly StoredUpload[]>
  seenBy(principal: Principal): Promise<readonly UploadView[]>
  /** Null, or why it was refused. */
  tell(householdId: HouseholdId, news: UploadNews): Promise<Rejection | null>
}
