import type { DownloadId } from '@baton/protocol'
import type { Kind } from '../family.ts'
import type { Download, DownloadShelf } from './download.ts'

export const DOWNLOADS: Kind<DownloadId, Download | null> = {
  name: 'download',
  none: null,
  idOf: (downloadId) => downloadId,
  timers(download) {
    // What is being made and checked is the hub's own to end.
    if (!download || download.view.phase === 'processing') return new Map()
    const { downloadId, expiresAt } = download.view
    const command = { type: 'download.expire', downloadId } as const
    return new Map([[`${downloadId}/expire`, { at: expiresAt, command }]])
  },
}

export const DOWNLOAD_SHELF: Kind<null, DownloadShelf> = {
  name: 'download shelf',
  none: { count: 0, open: [], oldestOver: null },
  idOf: () => 'of the household',
}
