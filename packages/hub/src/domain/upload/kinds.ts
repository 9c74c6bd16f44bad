import type { UploadId } from '@baton/protocol'
import type { Kind } from '../family.ts'
import type { Upload, UploadShelf } from './upload.ts'

export const UPLOADS: Kind<UploadId, Upload | null> = {
  name: 'upload',
  none: null,
  idOf: (uploadId) => uploadId,
  timers(upload) {
    // What is being checked is the hub's own to end.
    if (!upload || upload.view.phase === 'checking') return new Map()
    const { uploadId, expiresAt } = upload.view
    const command = { type: 'upload.expire', uploadId } as const
    return new Map([[`${uploadId}/expire`, { at: expiresAt, command }]])
  },
}

export const UPLOAD_SHELF: Kind<null, UploadShelf> = {
  name: 'upload shelf',
  none: { count: 0, open: [], oldestOver: null },
  idOf: () => 'of the household',
}
