import { byBeginning, type UploadId } from '@baton/protocol'
import { isOpenUpload, UPLOAD_SHELF, UPLOADS, type Upload } from '#domain'
import type { RoomRows } from '../transaction/shown-room.ts'
import { type IncomingKept, incomingRows, incomingSeenBy, incomingShelfRows } from './rows.ts'

const KEPT: IncomingKept<UploadId, Upload> = {
  table: 'upload',
  kind: UPLOADS,
  shelf: UPLOAD_SHELF,
  isOpen: isOpenUpload,
}

export const uploadRows = () => incomingRows(KEPT)
export const uploadShelfRows = () => incomingShelfRows(KEPT)

export function uploadsRoomRows(): RoomRows {
  return {
    family: 'uploads',
    *show(looking) {
      const seen = yield* incomingSeenBy(KEPT, looking)
      return { state: { family: 'uploads', uploads: seen.toSorted(byBeginning) } }
    },
  }
}
