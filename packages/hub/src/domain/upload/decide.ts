import {
  type ErrorCode,
  MAX_OPEN_UPLOADS,
  MAX_UPLOADS,
  type PlaylistId,
  type TrackId,
  type UploadCommand,
  type UploadId,
  type UploadView,
} from '@baton/protocol'
import type { Subject } from '../family.ts'
import { changed } from '../incoming/incoming.ts'
import { UPLOAD_KEPT_MS, type Upload, type UploadShelf } from './upload.ts'

/** What the hub itself tells an upload. */
export type UploadWorkCommand =
  /** All its bytes are there. */
  | { readonly type: 'upload.arrive'; readonly uploadId: UploadId }
  /** It was found good, and its file is about to be put there. */
  | { readonly type: 'upload.place'; readonly uploadId: UploadId; readonly place: string }
  /** Its track is in the library; `addTo`: and goes into this playlist, or all of this is refused. */
  | {
      readonly type: 'upload.finish'
      readonly uploadId: UploadId
      readonly trackId: TrackId
      readonly isDuplicate: boolean
      readonly addTo: PlaylistId | null
    }
  | { readonly type: 'upload.fail'; readonly uploadId: UploadId; readonly code: ErrorCode }
  | { readonly type: 'upload.expire'; readonly uploadId: UploadId; readonly makesRoom?: true }
export type AnyUploadCommand = UploadCommand | UploadWorkCommand

export type Begin = Extract<UploadCommand, { type: 'upload.begin' }>

/** No more may be begun until some have arrived. */
export function isFull({ open }: UploadShelf): boolean {
  return open.length >= MAX_OPEN_UPLOADS
}

/** One that is over has to make room for the next. */
export function needsRoom({ count }: UploadShelf): boolean {
  return count >= MAX_UPLOADS
}

export function begun(
  command: Begin,
  by: Subject,
  { uploadId, isPrivate, now }: Pick<UploadView, 'uploadId' | 'isPrivate'> & { readonly now: number },
): Upload {
  const { filename, sizeBytes, sha256 = null, playlistId = null, chunkBytes = null, folder = null } = command
  const view: UploadView = {
    uploadId,
    ownerId: by.userId,
    filename,
    sizeBytes,
    sha256,
    playlistId,
    isPrivate,
    chunkBytes,
    phase: 'receiving',
    failure: null,
    trackId: null,
    isDuplicate: false,
    createdAt: now,
    expiresAt: now + UPLOAD_KEPT_MS,
    revision: 1,
  }
  return { view, by, folder, place: null }
}

/** The upload after what the hub tells it; the same where that has nothing to say to it any more. */
export function told(upload: Upload, command: UploadWorkCommand, now: number): Upload | null {
  const { phase } = upload.view
  switch (command.type) {
    case 'upload.arrive':
      return phase === 'receiving' ? changed(upload, { phase: 'checking' }) : upload
    case 'upload.place':
      return phase === 'checking' ? { ...changed(upload, {}), place: command.place } : upload
    case 'upload.finish': {
      const { trackId, isDuplicate } = command
      return phase === 'checking' ? over(upload, { phase: 'done', trackId, isDuplicate }, now) : upload
    }
    case 'upload.fail':
      return isOpen(upload) ? over(upload, { phase: 'failed', failure: command.code }, now) : upload
    case 'upload.expire': {
      if (phase === 'checking') return upload
      return (command.makesRoom && !isOpen(upload)) || now >= upload.view.expiresAt ? null : upload
    }
  }
}

export function isOpen({ view: { phase } }: Upload): boolean {
  return phase === 'receiving' || phase === 'checking'
}

function over(upload: Upload, end: Partial<UploadView>, now: number): Upload {
  return changed(upload, { ...end, expiresAt: now + UPLOAD_KEPT_MS })
}
