import {
  DOWNLOAD_KEPT_MS,
  type DownloadCommand,
  type DownloadId,
  type DownloadTags,
  type DownloadView,
  type ErrorCode,
  MAX_DOWNLOADS,
  type PlaylistId,
  type TrackId,
} from '@baton/protocol'
import type { Subject } from '../family.ts'
import { changed } from '../incoming/incoming.ts'
import type { Download, DownloadShelf } from './download.ts'

/** Of a household, so many may be on their way at once, those that wait for their turn among them. */
const MAX_OPEN_DOWNLOADS = 50

/** What the hub itself tells a download. */
export type DownloadWorkCommand =
  /** It has its turn: its bytes are fetched from the beginning, or from where a hub was stopped. */
  | { readonly type: 'download.start'; readonly downloadId: DownloadId }
  /** What the page says of itself. */
  | { readonly type: 'download.found'; readonly downloadId: DownloadId; readonly tags: DownloadTags }
  /** All its bytes are there. */
  | { readonly type: 'download.fetch'; readonly downloadId: DownloadId }
  /** Its file was found good, and is about to be put there. */
  | { readonly type: 'download.place'; readonly downloadId: DownloadId; readonly place: string }
  /** Its track is in the library; `addTo`: and goes into this playlist, or all of this is refused. */
  | {
      readonly type: 'download.finish'
      readonly downloadId: DownloadId
      readonly trackId: TrackId
      readonly isDuplicate: boolean
      readonly addTo: PlaylistId | null
    }
  | { readonly type: 'download.fail'; readonly downloadId: DownloadId; readonly code: ErrorCode }
  | { readonly type: 'download.expire'; readonly downloadId: DownloadId; readonly makesRoom?: true }
export type AnyDownloadCommand = DownloadCommand | DownloadWorkCommand

export type Begin = Extract<DownloadCommand, { type: 'download.begin' }>

/** No more may be begun until some are over. */
export function isFull({ open }: DownloadShelf): boolean {
  return open.length >= MAX_OPEN_DOWNLOADS
}

/** One that is over has to make room for the next. */
export function needsRoom({ count }: DownloadShelf): boolean {
  return count >= MAX_DOWNLOADS
}

export function begun(
  command: Begin,
  by: Subject,
  { downloadId, isPrivate, now }: Pick<DownloadView, 'downloadId' | 'isPrivate'> & { readonly now: number },
): Download {
  const { url, format = 'original', playlistId = null, asksFirst = false } = command
  const view: DownloadView = {
    downloadId,
    ownerId: by.userId,
    url,
    format,
    playlistId,
    isPrivate,
    asksFirst,
    tags: null,
    phase: 'pending',
    failure: null,
    trackId: null,
    isDuplicate: false,
    createdAt: now,
    expiresAt: now + DOWNLOAD_KEPT_MS,
    revision: 1,
  }
  return { view, by, isDescribed: false, place: null }
}

/** The download after what the hub tells it; the same where that has nothing to say to it any more. */
export function told(download: Download, command: DownloadWorkCommand, now: number): Download | null {
  const { phase, asksFirst, expiresAt } = download.view
  switch (command.type) {
    case 'download.start':
      return phase === 'pending' ? changed(download, { phase: 'downloading' }) : download
    case 'download.found':
      return phase === 'downloading' && !download.isDescribed
        ? changed(download, { tags: command.tags })
        : download
    case 'download.fetch':
      return phase === 'downloading'
        ? changed(download, { phase: asksFirst ? 'waiting' : 'processing' })
        : download
    case 'download.place':
      return phase === 'processing' ? { ...changed(download, {}), place: command.place } : download
    case 'download.finish': {
      const { trackId, isDuplicate } = command
      return phase === 'processing'
        ? over(download, { phase: 'completed', trackId, isDuplicate }, now)
        : download
    }
    case 'download.fail':
      return isOpen(download)
        ? {
            ...over(download, { phase: 'failed', failure: command.code }, now),
            place: null,
          }
        : download
    case 'download.expire': {
      if (phase === 'processing') return download
      return (command.makesRoom && !isOpen(download)) || now >= expiresAt ? null : download
    }
  }
}

/** With other tags; one that waited for them goes on. It asks no more. */
export function described(download: Download, tags: DownloadTags): Download {
  const phase = download.view.phase === 'waiting' ? 'processing' : download.view.phase
  return { ...changed(download, { tags, phase, asksFirst: false }), isDescribed: true }
}

/** One that failed, from the beginning; corrected tags stay. */
export function again(download: Download, now: number): Download {
  const expiresAt = now + DOWNLOAD_KEPT_MS
  return changed(download, { phase: 'pending', failure: null, expiresAt })
}

export function isOpen({ view: { phase } }: Download): boolean {
  return phase !== 'completed' && phase !== 'failed'
}

/** Its file is about to be in the library: there is nothing to give up any more. */
export function isLanding({ view: { phase }, place }: Download): boolean {
  return phase === 'processing' && place !== null
}

function over(download: Download, end: Partial<DownloadView>, now: number): Download {
  return changed(download, { ...end, expiresAt: now + DOWNLOAD_KEPT_MS })
}
