import type { BatonEvent } from '../events.ts'
import { compareTexts } from '../values/text.ts'
import type { DownloadView } from './download.ts'
import type { DownloadEvent } from './events.ts'

/** The list of downloads stands in the order in which they were begun. */
export function foldDownloads(downloads: readonly DownloadView[], event: DownloadEvent): DownloadView[] {
  const id = event.type === 'download.removed' ? event.downloadId : event.download.downloadId
  const others = downloads.filter((download) => download.downloadId !== id)
  return event.type === 'download.removed' ? others : [...others, event.download].sort(byBeginningOfDownload)
}

/** Of those that began in one millisecond, by their ids. */
export function byBeginningOfDownload(a: DownloadView, b: DownloadView): number {
  return a.createdAt - b.createdAt || compareTexts(a.downloadId, b.downloadId)
}

export function isDownloadEvent(event: BatonEvent): event is DownloadEvent {
  return event.type.startsWith('download.')
}
