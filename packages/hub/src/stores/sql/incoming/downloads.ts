import { byBeginningOfDownload, type DownloadId } from '@baton/protocol'
import { DOWNLOAD_SHELF, DOWNLOADS, type Download, isOpenDownload } from '#domain'
import type { RoomRows } from '../transaction/shown-room.ts'
import { type IncomingKept, incomingRows, incomingSeenBy, incomingShelfRows } from './rows.ts'

const KEPT: IncomingKept<DownloadId, Download> = {
  table: 'download',
  kind: DOWNLOADS,
  shelf: DOWNLOAD_SHELF,
  isOpen: isOpenDownload,
}

export const downloadRows = () => incomingRows(KEPT)
export const downloadShelfRows = () => incomingShelfRows(KEPT)

export function downloadsRoomRows(): RoomRows {
  return {
    family: 'downloads',
    *show(looking) {
      const seen = yield* incomingSeenBy(KEPT, looking)
      return { state: { family: 'downloads', downloads: seen.toSorted(byBeginningOfDownload) } }
    },
  }
}
